/** Rows that one scenario cannot say: two processes with one spool, a start that makes nothing, and an app thread that is stuck. */
import assert from 'node:assert/strict';
import { answers, startFaultyCollector, takes, type FaultyCollector } from '../support/faulty-collector.js';
import { waitUntil } from '../support/wait-until.js';
import { ours } from './agents.js';
import { startNext } from './ending-rows.js';
import { endLife, startLife, withFolder, type Life } from './life.js';
import { areAllIn, assertAllArrived, tally, type Tally } from './tally.js';

export interface StagedRow {
  readonly fault: string;
  readonly play: (collector: FaultyCollector, folder: string) => Promise<Tally>;
}

const count = 300;

/** The collector refuses until the row says otherwise. */
export function runStaged({ play }: StagedRow): Promise<Tally> {
  return withFolder(async (folder) => {
    const collector = await startFaultyCollector(answers(503));
    try {
      return await play(collector, folder);
    } finally {
      await collector.close();
    }
  });
}

export function checkStaged(result: Tally): void {
  assertAllArrived(result);
  assert.equal(result.doubled, 0, `${result.doubled} arrived more than once, though none was taken before`);
}

export const stagedRows: readonly StagedRow[] = [
  { fault: 'two processes, one spool, both live', play: playTwo },
  { fault: 'two processes, one spool, one is killed and started again', play: playTwoWithKill },
  { fault: 'killed, the next start makes no telemetry of its own', play: playIdleStart },
  { fault: 'app thread blocked for 5 s, arrived meanwhile', play: playBlocked },
];

/** Long enough for whoever waits a while after a refusal. */
const blockMs = 5000;

async function playTwo(collector: FaultyCollector, folder: string): Promise<Tally> {
  const lives = startTwo(collector, folder);
  const made = await allMade(lives);
  collector.behave(takes);
  await settle(made, collector);
  await Promise.all(lives.map(endLife));
  return tally(made, collector);
}

async function playTwoWithKill(collector: FaultyCollector, folder: string): Promise<Tally> {
  const [killed, living] = startTwo(collector, folder);
  const made = await allMade([killed, living]);
  killed.process.kill('SIGKILL');
  await killed.ended;
  collector.behave(takes);
  await startNext(folder, collector, () => areAllIn(made, collector));
  await endLife(living);
  return tally(made, collector);
}

async function playIdleStart(collector: FaultyCollector, folder: string): Promise<Tally> {
  const life = startOne(collector, folder, 'a');
  const made = await allMade([life]);
  life.process.kill('SIGKILL');
  await life.ended;
  collector.behave(takes);
  await startNext(folder, collector, () => areAllIn(made, collector), { count: 0 });
  return tally(made, collector);
}

function startTwo(collector: FaultyCollector, folder: string): [Life, Life] {
  return [startOne(collector, folder, 'a'), startOne(collector, folder, 'b')];
}

/** It rests when all is made, so that a kill takes nothing of what is promised. */
function startOne({ url }: FaultyCollector, folder: string, label: string): Life {
  return startLife({ folder, label, url, count, perSecond: count, restMs: 200 });
}

async function allMade(lives: readonly Life[]): Promise<string[]> {
  for (const life of lives) await life.waitFor(() => life.says('done'));
  return lives.flatMap((life) => life.made().map(({ name }) => name));
}

async function playBlocked(collector: FaultyCollector, folder: string): Promise<Tally> {
  const life = startLife({ folder, label: 'a', url: collector.url, count, perSecond: count, ending: 'block', restMs: 200, blockMs });
  await life.waitFor(() => life.says('blocked'));
  const made = life.made().map(({ name }) => name);
  collector.behave(takes);
  await waitUntil(() => areAllIn(made, collector) || life.says('free'), blockMs + ours.patienceMs);
  const result = tally(made, collector);
  await life.waitFor(() => life.says('free'));
  await endLife(life);
  return result;
}

function settle(names: readonly string[], collector: FaultyCollector): Promise<void> {
  return waitUntil(() => areAllIn(names, collector), ours.patienceMs).catch(() => undefined);
}
