/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { defaultNode, findNode } from './default-node.js';

export interface BenchArguments {
  /** Names of subjects; none means all. */
  readonly subjects: readonly string[];
  /** The Node.js that is measured. @default the 24 line of `npm run setup:node-lines`, else this one */
  readonly node: string;
  /** More of them, for the throughput of the plain service. */
  readonly otherNodes: readonly string[];
  /** @default what the subject finds enough */
  readonly rounds: number | undefined;
  /** Files of `throughput/apps`; none means all. */
  readonly services: readonly string[];
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
  --node <node>   the Node.js to measure: a path, or a line of .cache/node-lines such as 22 (default: the 24 line, else this one);
                  with several, as in 24,20,22,26, the throughput of the plain service is measured on the others as well
  --service <app> of throughput, only these services: http.cjs,fastify-pino-pg.cjs
  --rounds <n>    rounds per subject
  --quick         smoke run of two short rounds, not for figures
  --no-build      pack dist/ as it is
  --json <file>   write all single measurements
  --write-docs    put the tables into docs/benchmarks.md`;

/** @throws {TypeError} an unknown option, subject or service, or a bad number */
export function readArguments(args: readonly string[], knownSubjects: readonly string[], knownServices: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      node: { type: 'string' },
      service: { type: 'string' },
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
  const services = values.service?.split(',') ?? [];
  for (const service of services) {
    if (!knownServices.includes(service)) throw new TypeError(`no service "${service}"; there are ${knownServices.join(', ')}`);
  }
  if (services.length > 0 && values['write-docs']) throw new TypeError('--service leaves out rows that the docs have');
  if (values.quick && values['write-docs']) throw new TypeError('--quick gives no figures for the docs');
  const [node = defaultNode(), ...otherNodes] = values.node?.split(',').map(findNode) ?? [];
  return {
    subjects: positionals.length === 0 ? knownSubjects : positionals,
    node,
    otherNodes,
    services,
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
