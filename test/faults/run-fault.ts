/** Plays one fault: the app makes spans while something is broken, it heals, and then all of them must arrive, each once. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { startFaultyCollector, takes, type Behaviour, type FaultyCollector } from '../support/faulty-collector.js';
import type { AppEnd } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';
import { ours, type Agent } from './agents.js';
import { endLife, spoolOf, startLife, withFolder, type Life } from './life.js';
import type { Prepared } from './preparations.js';
import { areAllIn, assertAllArrived, tally, type Tally } from './tally.js';

export interface Scale {
  readonly count: number;
  readonly perSecond: number;
  /** How many spans were made when it breaks, and when it heals. */
  readonly breaksAt: number;
  readonly healsAt: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Scene {
  readonly collector: FaultyCollector;
  readonly folder: string;
  readonly life: Life;
  readonly prepared: Prepared;
}

export interface FaultRow {
  /** @default ours */
  readonly agent?: Agent;
  readonly fault: string;
  readonly prepare?: (folder: string) => Prepared;
  /** What the collector does until it heals. @default it takes all */
  readonly during?: Behaviour | 'down';
  /** What happens besides. */
  readonly meanwhile?: (scene: Scene) => Promise<void>;
  /** @default the collector is up and takes all */
  readonly heals?: (scene: Scene) => void | Promise<void>;
  readonly neverHeals?: boolean;
  /** The collector hears nothing before it is healed, so that healing does not wait until the app has tried. */
  readonly isUnheard?: boolean;
  /** Nobody can know whether it was taken, so that once or more is all that can be had. */
  readonly mayDouble?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** A span named `poison` after so many others. */
  readonly poisonEvery?: number;
  readonly scale?: Scale;
  /** How long after the last span all may take to arrive. */
  readonly patienceMs?: number;
  readonly check?: (run: FaultRun) => void;
}

export interface FaultRun {
  readonly collector: FaultyCollector;
  readonly end: AppEnd;
  readonly tally: Tally;
  readonly healedAtMs: number;
  /** On disk, when it healed. */
  readonly spooledBytes: number;
}

/** Upstream would send only every 5 s, and not feel a short fault. */
const sendsOften = { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_BLRP_SCHEDULE_DELAY: '100' };
export const quickScale: Scale = { count: 300, perSecond: 300, breaksAt: 0, healsAt: 240, env: sendsOften };
export const fullScale: Scale = { count: 2000, perSecond: 500, breaksAt: 0, healsAt: 1500, env: sendsOften };

/** What happened, or why the row cannot be played here. */
export function runFault(row: FaultRow, defaultScale: Scale): Promise<FaultRun | { readonly missing: string }> {
  return withFolder(async (folder) => {
    const prepared = row.prepare?.(folder) ?? {};
    if (prepared.missing !== undefined) return { missing: prepared.missing };
    const collector = await startFaultyCollector(takes, prepared.identity);
    try {
      return await play(row, row.scale ?? defaultScale, collector, folder, prepared);
    } finally {
      await collector.close();
    }
  });
}

async function play(row: FaultRow, scale: Scale, collector: FaultyCollector, folder: string, prepared: Prepared): Promise<FaultRun> {
  const { count, perSecond, breaksAt, healsAt, attributes = {}, env } = scale;
  const { agent = ours, poisonEvery = 0 } = row;
  const longestMs = 60_000 + (1000 * count) / perSecond;
  if (breaksAt === 0) await breakDown(row, collector);
  const url = prepared.host === undefined ? collector.url : `http://${prepared.host}:${collector.port}`;
  const life = startLife({ agent, folder, label: 'a', url, count, perSecond, poisonEvery, attributes, env: { ...env, ...row.env, ...prepared.env }, wrapper: prepared.wrapper ?? [] });
  const scene: Scene = { collector, folder, life, prepared };
  await life.waitFor(() => life.madeCount() >= Math.max(breaksAt, 1), longestMs);
  if (breaksAt > 0) await breakDown(row, collector);
  const attempts = (): number => collector.requests.length + collector.connectionCount();
  const attemptsBefore = breaksAt > 0 ? attempts() : 0;
  const isFelt = (): boolean => row.isUnheard === true || row.during === 'down' || attempts() > attemptsBefore;
  await row.meanwhile?.(scene);
  await life.waitFor(() => life.madeCount() >= healsAt && isFelt(), longestMs);
  const healedAtMs = Date.now();
  const spooledBytes = sizeOf(spoolOf(folder));
  await heal(row, scene);
  await life.waitFor(() => life.says('done'), longestMs);
  const names = life.made().map(({ name }) => name);
  await waitUntil(() => areAllIn(names, collector), row.patienceMs ?? agent.patienceMs).catch(() => undefined);
  const end = await endLife(life);
  return { collector, end, tally: tally(names, collector), healedAtMs, spooledBytes };
}

function sizeOf(folder: string): number {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return 0;
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const stats = entries.map((entry) => statSync(path.join(folder, entry), { throwIfNoEntry: false }));
  return stats.reduce((bytes, stat) => bytes + (stat?.isFile() === true ? stat.size : 0), 0);
}

async function breakDown({ during = takes }: FaultRow, collector: FaultyCollector): Promise<void> {
  if (during === 'down') await collector.goDown();
  else collector.behave(during);
}

async function heal(row: FaultRow, scene: Scene): Promise<void> {
  if (row.neverHeals === true) return;
  if (row.heals !== undefined) return row.heals(scene);
  scene.collector.behave(takes);
  await scene.collector.comeBack();
}

export function checkFault(row: FaultRow, run: FaultRun): void {
  const { collector, end, tally } = run;
  assertAllArrived(tally, `stderr: ${end.stderr.slice(0, 3000)}`);
  if (row.mayDouble !== true) assert.equal(tally.doubled, 0, `${tally.doubled} arrived more than once, though it is known what was taken`);
  assert.deepEqual({ exitCode: end.exitCode, problems: collector.problems }, { exitCode: 0, problems: [] }, end.stderr);
  row.check?.(run);
}
