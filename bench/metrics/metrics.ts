/** What recording a measurement costs, redaction included, beside upstream's SDK without it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'rolldown';
import { lightenUpstream } from '../../scripts/build/lighten-upstream.js';
import { table } from '../../scripts/generate/markdown.js';
import { createPlacement } from '../support/cores.js';
import { cleanEnvironment } from '../support/environment.js';
import { interleave } from '../support/rounds.js';
import { median, number, pairwise, withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { calls, type CallName, type ContenderName } from './contenders.js';
import type { Answer } from './measure-records.js';

export const metrics: Subject = { name: 'metrics', title: 'Metrics', measure };

const fullRun = { rounds: 7, times: { warmUpMs: 400, sampleMs: 40, samples: 15 } };
const quickRun = { rounds: 2, times: { warmUpMs: 20, sampleMs: 5, samples: 3 } };
const contenders: readonly ContenderName[] = ['upstream', 'ours'];
const goals: Partial<Readonly<Record<CallName, string>>> = {
  'histogram, the same frozen attributes': '≤ 150 ns',
  'histogram, three attributes, made each time': '≤ 1 ×',
};

async function measure({ node, rounds, quick, progress }: Bench): Promise<Outcome> {
  const { times, rounds: usual } = quick ? quickRun : fullRun;
  const count = rounds ?? usual;
  const placement = createPlacement();
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-distro-bench-'));
  try {
    const scripts = { upstream: await bundleInto(folder, 'upstream', []), ours: await bundleInto(folder, 'ours', [lightened()]) };
    const measureIn = async (contender: ContenderName): Promise<Answer> => {
      const { executable, args } = placement.place({ executable: node, args: [scripts[contender], contender, JSON.stringify(times)] }, 'measured');
      const { stdout } = await promisify(execFile)(executable, args, { cwd: folder, env: cleanEnvironment() });
      return JSON.parse(stdout) as Answer;
    };
    const results = await interleave(contenders, count, measureIn, (round) => progress(`metrics: round ${round + 1} of ${count}`));
    const of = (contender: ContenderName, name: CallName): number[] => (results.get(contender) ?? []).map((answer) => answer[name]);
    const rows = (Object.keys(calls) as CallName[]).map((name) => {
      const ratio = pairwise(of('ours', name), of('upstream', name), (ours, upstreams) => ours / upstreams);
      return [name, withNoise(of('ours', name), 0), withNoise(of('upstream', name), 0), `${number(median(ratio), 2)} ×`, goals[name] ?? '–'];
    });
    const markdown = [
      `${count} interleaved rounds, each in a process of its own that takes the median of ${times.samples} samples in turns after a warm-up; ${placement.note}; ns of CPU time per measurement, all threads; median ± median absolute deviation of the rounds.`,
      table(['measurement', 'ours, redacted, ns', 'upstream\'s SDK alone, ns', 'ratio', 'goal'], rows),
    ].join('\n\n');
    return { markdown, raw: contenders.map((contender) => ({ contender, rounds: results.get(contender) })) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As it is shipped, though not all of it is bundled here. */
function lightened(): Plugin {
  return { ...lightenUpstream(), buildEnd: () => undefined };
}

async function bundleInto(folder: string, contender: ContenderName, plugins: Plugin[]): Promise<string> {
  const file = path.join(folder, `${contender}.mjs`);
  await build({ input: path.join(import.meta.dirname, 'measure-records.ts'), platform: 'node', plugins, output: { file, format: 'esm', codeSplitting: false } });
  return file;
}
