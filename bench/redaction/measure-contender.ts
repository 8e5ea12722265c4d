/** `measure-contender.ts <contender> <folder> <times>`: one redactor over all cases, in a process of its own; the answer is JSON on stdout. */
import type { Attributes } from '@opentelemetry/api';
import { median } from '../support/statistics.js';
import { cases, secret, type CaseName, type Input } from './cases.js';
import { contenders, type Contender } from './contenders.js';

export type ContenderName = keyof typeof contenders;

export interface Times {
  readonly warmUpMs: number;
  readonly sampleMs: number;
  readonly samples: number;
}

/** By case; a case that the redactor does not do is missing. */
export type Answer = Partial<Readonly<Record<CaseName, { readonly value: number; readonly leaks: boolean }>>>;

interface Work {
  readonly values: readonly unknown[];
  readonly redact: (value: never) => unknown;
}

/** The result of the last call, so that no call is optimised away. */
let last: unknown;

function workOf({ prepare = (attributes: Attributes) => attributes, redactSpan, redactText }: Contender, input: Input): Work | undefined {
  if ('attributes' in input) return { values: input.attributes.map(prepare), redact: redactSpan };
  return redactText === undefined ? undefined : { values: input.texts, redact: redactText };
}

function nanosecondsPerValue({ values, redact }: Work, { warmUpMs, sampleMs, samples }: Times): number {
  runFor(warmUpMs, values, redact);
  return median(Array.from({ length: samples }, () => runFor(sampleMs, values, redact)));
}

function runFor(durationMs: number, values: Work['values'], redact: Work['redact']): number {
  const start = performance.now();
  let calls = 0;
  let passedMs = 0;
  do {
    for (const value of values) last = redact(value as never);
    calls += values.length;
    passedMs = performance.now() - start;
  } while (passedMs < durationMs);
  return (passedMs * 1e6) / calls;
}

const [name = '', folder = '', times = ''] = process.argv.slice(2);
const contender = contenders[name as ContenderName](folder);
const answer: Answer = Object.fromEntries(cases.flatMap((one) => {
  const work = workOf(contender, one.input);
  if (work === undefined) return [];
  const value = one.inUnit(nanosecondsPerValue(work, JSON.parse(times) as Times));
  return [[one.name, { value, leaks: one.holdsSecret && JSON.stringify(last).includes(secret) }]];
}));
process.stdout.write(JSON.stringify(answer));
