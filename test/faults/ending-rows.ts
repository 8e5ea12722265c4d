/** The ten ways in which a process ends, and what of its spans and log records arrives. */
import assert from 'node:assert/strict';
import { startFaultyCollector, type FaultyCollector } from '../support/faulty-collector.js';
import type { AppEnd } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';
import { ours, type Agent } from './agents.js';
import { endLife, endOf, startLife, withFolder, type LifeOptions } from './life.js';
import { areAllIn, assertAllArrived, tally, type Tally } from './tally.js';

export interface EndingRow {
  readonly title: string;
  /** What the app does when all is made. */
  readonly ending: string;
  readonly signal?: NodeJS.Signals;
  readonly nodeFlags?: readonly string[];
  /** Nothing of ours runs any more: the next start delivers, and what is younger than 100 ms may be lost. */
  readonly isAbrupt?: boolean;
  /** What the process ends with if it is not watched. */
  readonly endsWith: Partial<Pick<AppEnd, 'exitCode' | 'signal'>>;
}

export const endingRows: readonly EndingRow[] = [
  { title: 'event loop is empty', ending: 'drain', endsWith: { exitCode: 0 } },
  { title: 'SIGTERM', ending: 'wait', signal: 'SIGTERM', endsWith: { signal: 'SIGTERM' } },
  { title: 'SIGTERM, the app drains itself', ending: 'drain at SIGTERM', signal: 'SIGTERM', endsWith: { exitCode: 0 } },
  { title: 'SIGINT', ending: 'wait', signal: 'SIGINT', endsWith: { signal: 'SIGINT' } },
  { title: 'process.exit', ending: 'process.exit', endsWith: { exitCode: 3 } },
  { title: 'uncaught exception', ending: 'throw', endsWith: { exitCode: 1 } },
  { title: 'unhandled rejection', ending: 'reject', endsWith: { exitCode: 1 } },
  { title: 'process.abort', ending: 'abort', isAbrupt: true, endsWith: { signal: 'SIGABRT' } },
  { title: 'out of memory', ending: 'out of memory', nodeFlags: ['--max-old-space-size=32'], isAbrupt: true, endsWith: { exitCode: null } },
  { title: 'SIGKILL', ending: 'wait', signal: 'SIGKILL', isAbrupt: true, endsWith: { signal: 'SIGKILL' } },
];

export const collectorStates = ['takes all', 'is down until the next start'] as const;
export type CollectorState = (typeof collectorStates)[number];

export interface EndingResult {
  readonly end: AppEnd;
  /** When the process had ended. */
  readonly atItsEnd: Tally;
  /** After the next start, where one is allowed. */
  readonly later: Tally;
}

const countPerEnding = 100;
/** The thread that writes to disk starts with the first span; on a busy machine that takes a while. */
const restBeforeAbruptEndMs = 700;

export async function runEnding(row: EndingRow, state: CollectorState, agent: Agent): Promise<EndingResult> {
  const collector = await startFaultyCollector();
  try {
    return await withFolder((folder) => liveAndEnd(row, state, agent, collector, folder));
  } finally {
    await collector.close();
  }
}

async function liveAndEnd({ ending, signal, nodeFlags = [], isAbrupt = false }: EndingRow, state: CollectorState, agent: Agent, collector: FaultyCollector, folder: string): Promise<EndingResult> {
  const isDown = state === 'is down until the next start';
  if (isDown) await collector.goDown();
  const first: LifeOptions = { agent, folder, label: 'first', url: collector.url, count: countPerEnding, ending, nodeFlags, restMs: isAbrupt ? restBeforeAbruptEndMs : 0 };
  const life = startLife(first);
  await life.waitFor(() => life.says('done'));
  if (signal !== undefined) life.process.kill(signal);
  const end = await endOf(life);
  const names = life.made().map(({ name }) => name);
  const atItsEnd = tally(names, collector);
  if (isDown) await collector.comeBack();
  if (isDown || isAbrupt) await startNext(folder, collector, () => areAllIn(names, collector), { agent });
  return { end, atItsEnd, later: tally(names, collector) };
}

interface NextStart {
  /** @default ours */
  readonly agent?: Agent;
  /** Spans of its own. */
  readonly count?: number;
  readonly waitMs?: number;
}

/** Starts the app again, and gives it time to deliver what the last life left. */
export async function startNext(folder: string, { url }: FaultyCollector, isDone: () => boolean, { agent = ours, count = 1, waitMs = agent.patienceMs }: NextStart = {}): Promise<void> {
  if (isDone()) return;
  const life = startLife({ agent, folder, label: 'next', url, count });
  await life.waitFor(() => life.says('done'));
  await waitUntil(isDone, waitMs).catch(() => undefined);
  await endLife(life);
}

export function checkEnding(row: EndingRow, { end, later }: EndingResult): void {
  const { exitCode, signal } = end;
  assert.deepEqual({ exitCode, signal, ...row.endsWith }, { exitCode, signal }, end.stderr);
  assertAllArrived(later, `stderr: ${end.stderr.slice(0, 3000)}`);
}
