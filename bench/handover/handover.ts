/** What one ended span and one emitted log record cost the app thread until they are encoded and handed over, ours beside upstream's. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { table } from '../../scripts/generate/markdown.js';
import { createPlacement } from '../support/cores.js';
import { cleanEnvironment } from '../support/environment.js';
import { interleave } from '../support/rounds.js';
import { median, number, withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { recordsBetween } from '../throughput/delivery.js';
import { startReceiver, type Bed } from '../throughput/services.js';
import type { StepName } from './contenders.js';
import type { Answer, ContenderName, Times } from './measure-contender.js';

export const handover: Subject = { name: 'handover', title: 'Encoding and handing over', measure };

const fullRun = { rounds: 5, times: { warmUpMs: 1500, sampleMs: 200, samples: 7 } };
const quickRun = { rounds: 2, times: { warmUpMs: 20, sampleMs: 10, samples: 3 } };
const names = ['ours', 'upstream'] as const satisfies readonly ContenderName[];

interface Line {
  readonly title: string;
  readonly ours: StepName;
  readonly upstream: StepName;
  readonly goal?: string;
}

const lines: readonly Line[] = [
  { title: 'server span: encoded', ours: 'span encoded', upstream: 'span encoded' },
  { title: 'server span: queued, encoded, and handed over or thrown away', ours: 'span handed over', upstream: 'span handed over', goal: '≤ 1.2 µs' },
  { title: 'server span: the same, and sent', ours: 'span handed over', upstream: 'span sent', goal: '≤ 1.2 µs' },
  { title: 'log record: encoded', ours: 'log record encoded', upstream: 'log record encoded' },
  { title: 'log record: queued, encoded, and handed over or thrown away', ours: 'log record handed over', upstream: 'log record handed over' },
  { title: 'log record: the same, and sent', ours: 'log record handed over', upstream: 'log record sent' },
];

async function measure({ node, variants, rounds, quick, progress }: Bench): Promise<Outcome> {
  const { times, rounds: usual } = quick ? quickRun : fullRun;
  const count = rounds ?? usual;
  const placement = createPlacement();
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-distro-bench-'));
  const receiver = await startReceiver(placement);
  try {
    const script = await bundleInto(folder);
    const bed = { node, variants, placement, receiver };
    const results = await interleave(names, count, (name) => measureIn(bed, script, name, times), (round) => progress(`handover: round ${round + 1} of ${count}`));
    const of = (name: ContenderName, step: StepName): number[] => (results.get(name) ?? []).map(({ steps }) => steps[step] ?? Number.NaN);
    const rows = lines.map(({ title, ours, upstream, goal = '–' }) => {
      const [our, their] = [of('ours', ours), of('upstream', upstream)];
      return [title, withNoise(our, 0), withNoise(their, 0), `${number(median(our) / median(their), 2)} ×`, goal];
    });
    const markdown = [
      `${count} interleaved rounds, each in a process of its own that takes the median of ${times.samples} samples after a warm-up; ${placement.note}; CPU time of the app thread, ns per record; median ± median absolute deviation of the rounds.`,
      table(['what', 'ours', 'upstream', 'ours over upstream', 'limit'], rows),
    ].join('\n\n');
    return { markdown, raw: names.map((name) => ({ contender: name, rounds: results.get(name) })) };
  } finally {
    await receiver.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As it is shipped, in one file. */
async function bundleInto(folder: string): Promise<string> {
  const file = path.join(folder, 'measure-contender.mjs');
  await build({ input: path.join(import.meta.dirname, 'measure-contender.ts'), platform: 'node', output: { file, format: 'esm', codeSplitting: false } });
  return file;
}

/** @throws {Error} not all that was handed over arrived */
async function measureIn({ node, variants, placement, receiver }: Omit<Bed, 'addresses'>, script: string, name: ContenderName, times: Times): Promise<Answer> {
  const { folder } = variants[name];
  const options = { folder, url: `http://127.0.0.1:${receiver.ready.port}` };
  const { executable, args } = placement.place({ executable: node, args: [script, name, JSON.stringify(options), JSON.stringify(times)] }, 'measured');
  const before = await receiver.ask('counts');
  const { stdout } = await promisify(execFile)(executable, args, { cwd: folder, env: cleanEnvironment() });
  const answer = JSON.parse(stdout) as Answer;
  const arrived = recordsBetween(before, await receiver.ask('counts'));
  const { spans, logs } = answer.handedOver;
  if (arrived.spans !== spans || arrived.logs !== logs) throw new Error(`${name} handed over ${spans} spans and ${logs} log records, and ${arrived.spans} and ${arrived.logs} arrived`);
  return answer;
}
