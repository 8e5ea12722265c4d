/** Gives each row of a corpus to the package, as the value that it stands for, and says whether the outcome is right. */
import { redactWithBuilt } from './built-redact.js';
import { isCaught } from './caught.js';
import type { Corpus, Keyed, Negative, Positive } from './corpus.js';

export interface Judged<Row> {
  readonly row: Row;
  readonly output: string;
  readonly isRight: boolean;
}

export interface JudgedCorpus {
  readonly positives: readonly Judged<Positive>[];
  readonly negatives: readonly Judged<Negative>[];
  readonly keyed: readonly Judged<Keyed>[];
}

const personalSettings = { OTEL_DISTRO_REDACT_PRESETS: 'pii' };

export function judge({ positives, negatives, keyed }: Corpus): JudgedCorpus {
  const personal = positives.filter((row) => row.class === 'pii');
  const others = positives.filter((row) => row.class !== 'pii');
  const found = new Map([
    ...redactAll(others, valueOf),
    ...redactAll(personal, valueOf, personalSettings),
  ]);
  const texts = redactAll(negatives, ({ text }) => ({ input: text }));
  const values = redactAll(keyed, ({ key, value }) => ({ input: { [key]: value }, key }));
  return {
    positives: [...found].sort(([a], [b]) => a.row - b.row).map(([row, output]) => judged(row, output, isCaught(row.secret, textOf(output)))),
    negatives: [...texts].map(([row, output]) => judged(row, output, output === row.text)),
    keyed: [...values].map(([row, output]) => judged(row, output, row.expect === 'keep' ? output === row.value : isHidden(row.value, output))),
  };
}

interface Given {
  readonly input: unknown;
  /** The entry of the output that counts; none = all of it. */
  readonly key?: string;
}

const statementKey = 'db.query.text';

function valueOf({ class: group, text }: Positive): Given {
  if (group === 'sql' || group === 'sql-malformed') return { input: { [statementKey]: text }, key: statementKey };
  if (group === 'db') return { input: { 'db.system.name': 'redis', [statementKey]: text }, key: statementKey };
  return { input: text };
}

function redactAll<Row>(rows: readonly Row[], give: (row: Row) => Given, settings?: Readonly<Record<string, string>>): Map<Row, unknown> {
  const given = rows.map(give);
  const outputs = redactWithBuilt(given.map(({ input }) => input), settings);
  return new Map(rows.map((row, index) => [row, entryOf(outputs[index], given[index]?.key)]));
}

/** Under which name it left does not matter: a key may be hidden as well. */
function entryOf(output: unknown, key: string | undefined): unknown {
  if (key === undefined || typeof output !== 'object' || output === null) return output;
  return Object.hasOwn(output, key) ? (output as Record<string, unknown>)[key] : Object.values(output)[0];
}

function isHidden(value: string | number, output: unknown): boolean {
  return typeof value === 'string' ? isCaught(value, textOf(output)) : output !== value && !textOf(output).includes(String(value));
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
}

function judged<Row>(row: Row, output: unknown, isRight: boolean): Judged<Row> {
  return { row, output: textOf(output), isRight };
}
