/** Log lines per second and CPU per line: plain winston, upstream with its transport, ours through an app's winston and through getLogger. */
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { table } from '../../scripts/generate/markdown.js';
import { createPlacement } from '../support/cores.js';
import { cleanEnvironment } from '../support/environment.js';
import type { Installation } from '../support/installations.js';
import { startPeer, type Peer } from '../support/peer.js';
import { interleave } from '../support/rounds.js';
import { median, number, pairwise, withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import type { ReceiverAnswers } from '../throughput/receiver.js';
import { startReceiver } from '../throughput/services.js';
import { transport, withTransport } from './upstream-transport.js';

export const logging: Subject = { name: 'logging', title: 'Logging', measure };

interface Times {
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Of the paced run: so few that all of them are delivered. */
  readonly linesPerSecond: number;
  readonly exportDelayMs: number;
}

const fullRun = { rounds: 7, times: { warmUpMs: 2000, measuredMs: 4000, linesPerSecond: 2000, exportDelayMs: 1000 } };
const quickRun = { rounds: 2, times: { warmUpMs: 200, measuredMs: 300, linesPerSecond: 1000, exportDelayMs: 100 } };

interface Written {
  readonly lines: number;
  /** With those of the warm-up. */
  readonly total: number;
  readonly linesPerSecond: number;
  readonly cpuUsPerLine: number;
}

interface Answers {
  readonly ready: unknown;
  readonly saturated: Written;
  readonly paced: Written;
}

interface Measured {
  readonly saturated: Written;
  readonly paced: Written;
  /** Of all lines, the share that arrived. */
  readonly delivered: { readonly saturated: number; readonly paced: number };
}

interface Variant {
  readonly label: string;
  readonly installation: Installation;
  /** What `apps/write-lines.cjs` calls it. */
  readonly way: 'winston' | 'bridged' | 'getLogger';
}

interface Bed {
  readonly node: string;
  readonly times: Times;
  readonly placement: ReturnType<typeof createPlacement>;
  readonly receiver: Peer<ReceiverAnswers>;
}

async function measure({ node, variants: { bare, upstream, ours }, rounds, quick, progress }: Bench): Promise<Outcome> {
  const { rounds: usual, times } = quick ? quickRun : fullRun;
  const count = rounds ?? usual;
  const plain: Variant = { label: 'plain winston', installation: bare, way: 'winston' };
  const ofUpstream: Variant = { label: `upstream with winston-transport ${transport.version}`, installation: withTransport(upstream), way: 'bridged' };
  const variants: readonly Variant[] = [
    plain,
    ofUpstream,
    { label: 'ours, winston of the app', installation: ours, way: 'winston' },
    { label: 'ours, getLogger', installation: ours, way: 'getLogger' },
    { label: 'ours, getLogger without register', installation: { ...ours, register: undefined }, way: 'getLogger' },
  ];
  const placement = createPlacement();
  const receiver = await startReceiver(placement);
  try {
    const bed = { node, times, placement, receiver };
    const results = await interleave(variants, count, (variant) => measureVariant(bed, variant), (round) => progress(`logging: round ${round + 1} of ${count}`));
    const of = (variant: Variant): readonly Measured[] => results.get(variant) ?? [];
    const markdown = [
      `${count} interleaved rounds of ${number(times.measuredMs / 1000, 1)} s after ${number(times.warmUpMs / 1000, 1)} s of warm-up; ${placement.note}; median ± median absolute deviation, shares taken round by round. Paced: ${number(times.linesPerSecond, 0)} lines per second are written, or somewhat fewer.`,
      table(
        ['variant', 'lines/s', 'of plain', 'of upstream', 'delivered', 'CPU µs/line', 'of plain by CPU', 'of upstream by CPU', 'CPU µs/line, paced', 'delivered, paced'],
        variants.map((variant) => cellsOf(variant, of(variant), of(plain), of(ofUpstream))),
      ),
    ].join('\n\n');
    return { markdown, raw: variants.map((variant) => ({ variant: variant.label, measured: of(variant) })) };
  } finally {
    await receiver.end();
  }
}

function cellsOf(variant: Variant, measured: readonly Measured[], plain: readonly Measured[], upstream: readonly Measured[]): string[] {
  const speed = (all: readonly Measured[]): number[] => all.map(({ saturated }) => saturated.linesPerSecond);
  /** Lines that a second of CPU is enough for. */
  const thrift = (all: readonly Measured[]): number[] => all.map(({ saturated }) => 1e6 / saturated.cpuUsPerLine);
  const against = (other: readonly Measured[], of = speed): string => (other === measured ? '–' : `${number(median(pairwise(of(measured), of(other), (value, base) => value / base)), 2)} ×`);
  const share = (pick: (one: Measured) => number): string => (variant.installation.register === undefined ? '–' : `${number(100 * median(measured.map(pick)), 0)} %`);
  return [
    variant.label,
    withNoise(speed(measured), 0),
    against(plain),
    against(upstream),
    share(({ delivered }) => delivered.saturated),
    withNoise(measured.map(({ saturated }) => saturated.cpuUsPerLine), 2),
    against(plain, thrift),
    against(upstream, thrift),
    withNoise(measured.map(({ paced }) => paced.cpuUsPerLine), 1),
    share(({ delivered }) => delivered.paced),
  ];
}

async function measureVariant(bed: Bed, variant: Variant): Promise<Measured> {
  const saturated = await measureOnce(bed, variant, 'saturated');
  const paced = await measureOnce(bed, variant, 'paced');
  return { saturated: saturated.written, paced: paced.written, delivered: { saturated: saturated.delivered, paced: paced.delivered } };
}

async function measureOnce({ node, times, placement, receiver }: Bed, { installation, way }: Variant, question: 'saturated' | 'paced') {
  const { folder, register } = installation;
  const flags = register === undefined ? [] : ['--import', register];
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.ready.port}`,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_BLRP_SCHEDULE_DELAY: String(times.exportDelayMs),
    OTEL_DISTRO_SPOOL_DIR: path.join(folder, `spool-${randomUUID()}`),
  };
  const arrived = async (): Promise<number> => (await receiver.ask('counts'))['/v1/logs']?.records ?? 0;
  const before = await arrived();
  const command = placement.place({ executable: node, args: [...flags, 'logging/write-lines.cjs', way, JSON.stringify(times)] }, 'measured');
  const app = await startPeer<Answers>(command, { folder, env: { ...cleanEnvironment(), ...settings } });
  try {
    const written = await app.ask(question);
    if (register !== undefined) await settled(arrived, times.exportDelayMs);
    return { written, delivered: ((await arrived()) - before) / written.total };
  } finally {
    await app.end();
  }
}

/** What is on its way when the writing ends still counts; some export delays without a record are the end. */
async function settled(count: () => Promise<number>, exportDelayMs: number): Promise<void> {
  for (let last = -1, now = 0; last !== now; ) {
    await delay(2.5 * exportDelayMs);
    last = now;
    now = await count();
  }
}
