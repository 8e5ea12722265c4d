/** `measure-contender.ts <contender> <options> <times>`: CPU time of this thread per record, step by step; the answer is JSON on stdout. */
import { writeSync } from 'node:fs';
import { median } from '../support/statistics.js';
import { readThreadTimes } from '../support/thread-times.js';
import { contenders, type Options, type Step, type StepName } from './contenders.js';
import { recordCount } from './records.js';

export type ContenderName = keyof typeof contenders;

export interface Times {
  readonly warmUpMs: number;
  readonly sampleMs: number;
  readonly samples: number;
}

export interface Answer {
  /** ns of this thread per record. */
  readonly steps: Partial<Readonly<Record<StepName, number>>>;
  /** That should have arrived at the collector. */
  readonly handedOver: { readonly spans: number; readonly logs: number };
}

const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };

/** Node.js tells it from the 24 line on, Linux a little less exactly. */
function threadUs(): number {
  if (threadCpuUsage === undefined) return readThreadTimes(process.pid)?.appUs ?? Number.NaN;
  const { user, system } = threadCpuUsage();
  return user + system;
}

async function runFor(durationMs: number, step: Step): Promise<{ readonly ns: number; readonly records: number }> {
  const endAtMs = performance.now() + durationMs;
  const startUs = threadUs();
  let records = 0;
  do {
    await step();
    records += recordCount;
  } while (performance.now() < endAtMs);
  return { ns: ((threadUs() - startUs) * 1000) / records, records };
}

async function measure(): Promise<void> {
  const [name = '', options = '', times = ''] = process.argv.slice(2);
  const { warmUpMs, sampleMs, samples } = JSON.parse(times) as Times;
  const steps = contenders[name as ContenderName](JSON.parse(options) as Options);
  const figures: Record<string, number> = {};
  const handedOver = { spans: 0, logs: 0 };
  for (const [stepName, step] of Object.entries(steps)) {
    const runs = [await runFor(warmUpMs, step)];
    for (let sample = 0; sample < samples; sample++) runs.push(await runFor(sampleMs, step));
    figures[stepName] = median(runs.slice(1).map(({ ns }) => ns));
    const isSent = stepName.endsWith('sent') || (name === 'ours' && stepName.endsWith('handed over'));
    if (isSent) handedOver[stepName.startsWith('span') ? 'spans' : 'logs'] += runs.reduce((sum, { records }) => sum + records, 0);
  }
  writeSync(1, JSON.stringify({ steps: figures, handedOver } satisfies Answer));
}

// ours keeps no process alive, upstream its connections
setInterval(() => undefined, 1000);
measure().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
