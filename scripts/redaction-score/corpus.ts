/** The rows of a redaction corpus: texts with a secret, harmless texts, and values under keys. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

interface Numbered {
  /** Line in its file, from 1. */
  readonly row: number;
  readonly class: string;
}

export interface Positive extends Numbered {
  /** Vendor or shape. */
  readonly kind: string;
  readonly text: string;
  /** The part of `text` that must not survive. */
  readonly secret: string;
  /** The form in which the secret stands in the text. */
  readonly context: string;
}

export interface Negative extends Numbered {
  readonly kind: string;
  readonly text: string;
}

export interface Keyed extends Numbered {
  readonly key: string;
  readonly value: string | number;
  readonly expect: 'redact' | 'keep';
}

export interface Corpus {
  readonly positives: readonly Positive[];
  readonly negatives: readonly Negative[];
  readonly keyed: readonly Keyed[];
}

/** @throws {TypeError} a file that cannot be read, or a row that lacks a field */
export function readCorpus(files: Readonly<Record<keyof Corpus, string>>): Corpus {
  return {
    positives: readRows<Positive>(files.positives, ['class', 'kind', 'text', 'secret', 'context']),
    negatives: readRows<Negative>(files.negatives, ['class', 'kind', 'text']),
    keyed: readRows<Keyed>(files.keyed, ['class', 'key', 'value', 'expect']),
  };
}

function readRows<Row extends Numbered>(file: string, fields: readonly (keyof Row & string)[]): Row[] {
  return readLines(file).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = index + 1;
    const parsed = parse(line);
    const missing = fields.find((field) => !Object.hasOwn(parsed, field));
    // the row itself is not quoted: it holds a secret
    if (missing !== undefined) throw new TypeError(`${file}: row ${row} has no field "${missing}"`);
    return [{ ...parsed, row } as Row];
  });
}

function readLines(file: string): string[] {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  } catch (error) {
    throw new TypeError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parse(line: string): object {
  try {
    return Object(JSON.parse(line)) as object;
  } catch {
    return {};
  }
}
