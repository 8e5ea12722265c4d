/** What the span helpers cost beside the bare API, with the SDK and without. */
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
import { median, number, pairwise, withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import type { CallName } from './contenders.js';
import type { Answer, Mode } from './measure-calls.js';

export const helpers: Subject = { name: 'helpers', title: 'Span helpers', measure };

const fullRun = { rounds: 7, times: { warmUpMs: 400, sampleMs: 40, samples: 15 } };
const quickRun = { rounds: 2, times: { warmUpMs: 20, sampleMs: 5, samples: 3 } };
const modes: readonly Mode[] = ['on', 'off'];

interface Line {
  readonly helper: CallName;
  readonly bare: CallName;
  readonly goal?: number;
}

const lines: readonly Line[] = [
  { helper: 'withSpan, no-op', bare: 'startActiveSpan, end', goal: 1.3 },
  { helper: 'withSpan with attributes', bare: 'startActiveSpan with attributes, end' },
  { helper: 'withSpan, async no-op', bare: 'startActiveSpan, await, end' },
  { helper: 'traced', bare: 'startActiveSpan, end' },
  { helper: 'startSpan, end', bare: 'startSpan of the tracer, end' },
  { helper: 'flow, one step', bare: 'startActiveSpan, end' },
];

async function measure({ node, rounds, quick, progress }: Bench): Promise<Outcome> {
  const { times, rounds: usual } = quick ? quickRun : fullRun;
  const count = rounds ?? usual;
  const placement = createPlacement();
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-distro-bench-'));
  try {
    const script = await bundleInto(folder);
    const measureIn = async (mode: Mode): Promise<Answer> => {
      const { executable, args } = placement.place({ executable: node, args: [script, mode, JSON.stringify(times)] }, 'measured');
      const { stdout } = await promisify(execFile)(executable, args, { cwd: folder, env: cleanEnvironment() });
      return JSON.parse(stdout) as Answer;
    };
    const results = await interleave(modes, count, measureIn, (round) => progress(`helpers: round ${round + 1} of ${count}`));
    const of = (mode: Mode, name: CallName): number[] => (results.get(mode) ?? []).map((answer) => answer[name]);
    const rows = lines.map(({ helper, bare, goal }) => {
      const ratio = pairwise(of('on', helper), of('on', bare), (ours, theirs) => ours / theirs);
      return [helper, withNoise(of('on', helper), 0), bare, withNoise(of('on', bare), 0), `${number(median(ratio), 2)} ×`, goal === undefined ? '–' : `≤ ${goal} ×`, withNoise(of('off', helper), 0)];
    });
    const markdown = [
      `${count} interleaved rounds, each in a process of its own that takes the median of ${times.samples} samples in turns after a warm-up; ${placement.note}; ns of CPU time per call, all threads; median ± median absolute deviation of the rounds.`,
      table(['helper', 'ns', 'beside', 'ns', 'ratio', 'goal', 'helper without register, ns'], rows),
    ].join('\n\n');
    return { markdown, raw: modes.map((mode) => ({ mode, rounds: results.get(mode) })) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As it is shipped, in one file. */
async function bundleInto(folder: string): Promise<string> {
  const file = path.join(folder, 'measure-calls.mjs');
  await build({ input: path.join(import.meta.dirname, 'measure-calls.ts'), platform: 'node', output: { file, format: 'esm', codeSplitting: false } });
  return file;
}
