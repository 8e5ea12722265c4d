/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { defaultNode } from './default-node.js';

export interface BenchArguments {
  /** Names of subjects; none means all. */
  readonly subjects: readonly string[];
  /** The Node.js that is measured. @default the 24 line of `npm run setup:node-lines`, else this one */
  readonly node: string;
  /** @default what the subject finds enough */
  readonly rounds: number | undefined;
  /** A smoke run: two rounds, too few and too short for figures. */
  readonly quick: boolean;
  /** Packs `dist/` as it is instead of building it first. */
  readonly noBuild: boolean;
  /** Puts the tables into docs/benchmarks.md. */
  readonly writeDocs: boolean;
  /** The file that gets all single measurements. */
  readonly jsonFile: string | undefined;
}

export const usage = `usage: npm run bench -- [subject…] [options]
  --node <path>   the Node.js to measure (default: the 24 line in .cache/node-lines, else this one)
  --rounds <n>    rounds per subject
  --quick         smoke run of two short rounds, not for figures
  --no-build      pack dist/ as it is
  --json <file>   write all single measurements
  --write-docs    put the tables into docs/benchmarks.md`;

/** @throws {TypeError} an unknown option, subject or a bad number */
export function readArguments(args: readonly string[], knownSubjects: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      node: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  for (const subject of positionals) {
    if (!knownSubjects.includes(subject)) throw new TypeError(`no subject "${subject}"; there are ${knownSubjects.join(', ')}`);
  }
  if (values.quick && values['write-docs']) throw new TypeError('--quick gives no figures for the docs');
  return {
    subjects: positionals.length === 0 ? knownSubjects : positionals,
    node: values.node ?? defaultNode(),
    rounds: readRounds(values.rounds),
    quick: values.quick,
    noBuild: values['no-build'],
    writeDocs: values['write-docs'],
    jsonFile: values.json,
  };
}

function readRounds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`--rounds needs a whole number from 1, not "${text}"`);
  return Number(text);
}
