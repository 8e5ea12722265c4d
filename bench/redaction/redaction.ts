/** What redaction costs: µs per span, ns per attribute, µs per KB of log body, next to other redactors and to a plain copy. */
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { table } from '../../scripts/generate/markdown.js';
import { root } from '../../test/support/node-lines.js';
import { cleanEnvironment } from '../support/environment.js';
import { interleave } from '../support/rounds.js';
import { withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { cases, type CaseName } from './cases.js';
import type { Answer, ContenderName, Times } from './measure-contender.js';
import { installRedactors } from './redactors.js';

export const redaction: Subject = { name: 'redaction', title: 'Redaction', measure };

const fullRun = { rounds: 7, times: { warmUpMs: 400, sampleMs: 40, samples: 9 } };
const quickRun = { rounds: 2, times: { warmUpMs: 5, sampleMs: 1, samples: 3 } };
const contenders: readonly ContenderName[] = ['ours', 'pino', 'logfire', 'none'];

async function measure({ node, rounds, quick, progress }: Bench): Promise<Outcome> {
  const { times, rounds: usual } = quick ? quickRun : fullRun;
  const count = rounds ?? usual;
  const { folder, versions } = installRedactors();
  const script = await bundleInto(folder);
  const results = await interleave(contenders, count, (contender) => measureIn(node, script, contender, folder, times), (round) => progress(`redaction: round ${round + 1} of ${count}`));
  const answersOf = (contender: ContenderName): readonly Answer[] => results.get(contender) ?? [];
  const rows = cases.map(({ name, unit, goal }) => [name, unit, ...contenders.map((contender) => cellOf(name, answersOf(contender))), goal === undefined ? '–' : `≤ ${goal}`]);
  const markdown = [
    `${count} interleaved rounds, each in a process of its own that takes the median of ${times.samples} samples after a warm-up; median ± median absolute deviation of the rounds. "Leaks": the secret is still there.`,
    table(['case', 'unit', 'ours', `@pinojs/redact ${versions['@pinojs/redact']}`, `logfire-js ${versions.logfire}`, 'none (a plain copy)', 'goal'], rows),
  ].join('\n\n');
  return { markdown, raw: contenders.map((contender) => ({ contender, rounds: answersOf(contender) })) };
}

function cellOf(name: CaseName, answers: readonly Answer[]): string {
  const found = answers.flatMap(({ [name]: one }) => (one === undefined ? [] : [one]));
  if (found.length === 0) return '–';
  const figure = withNoise(found.map(({ value }) => value), 2);
  return found.some(({ leaks }) => leaks) ? `${figure}, leaks` : figure;
}

/** As it is shipped, in one file: as modules of TypeScript it takes a quarter more time. */
async function bundleInto(folder: string): Promise<string> {
  const file = path.join(folder, 'measure-contender.mjs');
  await build({ input: path.join(import.meta.dirname, 'measure-contender.ts'), platform: 'node', output: { file, format: 'esm', codeSplitting: false } });
  return file;
}

async function measureIn(node: string, script: string, contender: ContenderName, folder: string, times: Times): Promise<Answer> {
  const { stdout } = await promisify(execFile)(node, [script, contender, folder, JSON.stringify(times)], { cwd: root, env: cleanEnvironment() });
  return JSON.parse(stdout) as Answer;
}
