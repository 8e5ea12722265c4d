/** Plays one fault: the app makes spans while something is broken, it heals, and then all of them must arrive, each once. */
import assert from 'node:assert/strict';
import { startFaultyCollector, takes, type Behaviour, type FaultyCollector } from '../support/faulty-collector.js';
import type { AppEnd } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';
import { endLife, patienceMs, startLife, withFolder, type Life } from './life.js';
import type { Prepared } from './preparations.js';
import { assertAllArrived, isComplete, tally, type Tally } from './tally.js';

export interface Scale {
  readonly count: number;
  readonly perSecond: number;
  /** How many spans were made when it breaks, and when it heals. */
  readonly breaksAt: number;
  readonly healsAt: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Scene {
  readonly collector: FaultyCollector;
  readonly folder: string;
  readonly life: Life;
  readonly prepared: Prepared;
}

export interface FaultRow {
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
  const { count, perSecond, breaksAt, healsAt, env } = scale;
  if (breaksAt === 0) await breakDown(row, collector);
  const url = prepared.host === undefined ? collector.url : `http://${prepared.host}:${collector.port}`;
  const { poisonEvery = 0 } = row;
  const life = startLife({ folder, label: 'a', url, count, perSecond, poisonEvery, env: { ...env, ...row.env, ...prepared.env }, wrapper: prepared.wrapper ?? [] });
  const scene: Scene = { collector, folder, life, prepared };
  await life.waitFor(() => life.madeCount() >= Math.max(breaksAt, 1));
  if (breaksAt > 0) await breakDown(row, collector);
  const attempts = (): number => collector.requests.length + collector.connectionCount();
  const attemptsBefore = breaksAt > 0 ? attempts() : 0;
  const isFelt = (): boolean => row.isUnheard === true || row.during === 'down' || attempts() > attemptsBefore;
  await row.meanwhile?.(scene);
  await life.waitFor(() => life.madeCount() >= healsAt && isFelt(), 60_000);
  const healedAtMs = Date.now();
  await heal(row, scene);
  await life.waitFor(() => life.says('done'), 60_000);
  const names = life.made().map(({ name }) => name);
  await waitUntil(() => isComplete(tally(names, collector)), row.patienceMs ?? patienceMs).catch(() => undefined);
  const end = await endLife(life);
  return { collector, end, tally: tally(names, collector), healedAtMs };
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
