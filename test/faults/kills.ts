/** Kills the app at random moments under load: every span that had ended 100 ms before arrives, if not at once then by the next start. */
import { setTimeout as pause } from 'node:timers/promises';
import { answers, hangs, startFaultyCollector, takes, type Behaviour } from '../support/faulty-collector.js';
import type { Agent } from './agents.js';
import { startNext } from './ending-rows.js';
import { startLife, withFolder } from './life.js';
import { areAllIn, describeTally, isComplete, tally, type Tally } from './tally.js';

export interface Kill {
  readonly index: number;
  /** From the first span to the kill. */
  readonly afterMs: number;
  /** What the collector does until the kill. */
  readonly collector: keyof typeof collectors;
}

export interface KillResult {
  readonly tally: Tally;
  /** What is wrong; undefined when nothing is. */
  readonly complaint?: string;
}

const takesSlowly: Behaviour = async (exchange) => {
  const batch = await exchange.read();
  await pause(50);
  await takes({ ...exchange, read: async () => batch });
};

const collectors = { 'takes all': takes, 'takes slowly': takesSlowly, 'answers 503': answers(503), 'does not answer': hangs } as const;
const collectorNames = Object.keys(collectors) as (keyof typeof collectors)[];

export const defaultSeed = 4;
/** The thread that writes to disk starts with the first span; on a busy machine that takes a while. */
const shortestMs = 600;
const longestMs = 1800;
const perSecond = 2000;
/** Short, so that two hundred kills that lose something are played within ten minutes. */
const longestPatienceMs = 4000;
/** What is younger may be lost. */
const promisedAfterMs = 100;

/** The same kills for the same seed. */
export function planKills(count: number, seed: number): Kill[] {
  const random = randomSource(seed);
  return Array.from({ length: count }, (_, index) => ({ index, afterMs: shortestMs + random(longestMs - shortestMs), collector: collectorNames[random(collectorNames.length)] ?? 'takes all' }));
}

export async function runKill({ index, afterMs, collector: state }: Kill, agent: Agent): Promise<KillResult> {
  const collector = await startFaultyCollector(collectors[state]);
  try {
    return await withFolder(async (folder) => {
      const life = startLife({ agent, folder, label: `kill${index}`, url: collector.url, count: perSecond * 60, perSecond });
      await life.waitFor(() => life.madeCount() > 0);
      await pause(afterMs);
      const killedAtMs = Date.now();
      life.process.kill('SIGKILL');
      await life.ended;
      const due = life.made().filter(({ endedAtMs }) => endedAtMs <= killedAtMs - promisedAfterMs);
      const names = due.map(({ name }) => name);
      collector.behave(takes);
      await startNext(folder, collector, () => areAllIn(names, collector), { agent, waitMs: Math.min(agent.patienceMs, longestPatienceMs) });
      const result = tally(names, collector);
      if (isComplete(result)) return { tally: result };
      const ages = due.filter(({ name }) => !collector.spans.has(name) || !collector.logs.has(name)).map(({ endedAtMs }) => killedAtMs - endedAtMs);
      const when = `killed ${afterMs} ms after the first span, collector ${state}, what is missing was ${Math.min(...ages)}-${Math.max(...ages)} ms old`;
      return { tally: result, complaint: `${when}: ${describeTally(result)}\n    stderr: ${life.output.stderr.slice(-500)}` };
    });
  } finally {
    await collector.close();
  }
}

function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % below;
  };
}
