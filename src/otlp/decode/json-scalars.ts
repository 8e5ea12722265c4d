/** Reads the scalars of OTLP/JSON, each in the forms that the protobuf JSON mapping allows. */
import type { ScalarType } from '../schema.js';
import type { JsonReader } from './json-reader.js';

export type ScalarReader = (reader: JsonReader, place: string) => unknown;

const least64 = -(2n ** 63n);
const most64 = 2n ** 63n - 1n;
const mostUnsigned64 = 2n ** 64n - 1n;

export const scalarReaders: Readonly<Record<ScalarType, ScalarReader>> = {
  string: (reader, place) => (reader.kind() === 'a string' ? reader.string() : reader.fail(place, 'a string')),
  bool: (reader, place) => (reader.kind() === 'a boolean' ? reader.boolean() : reader.fail(place, 'a boolean')),
  bytes: textReader('base64', readBase64),
  traceId: textReader('32 hex digits', (text) => readId(text, 32)),
  spanId: textReader('16 hex digits', (text) => readId(text, 16)),
  double: numberReader('a number', readDouble),
  enum: integerReader(-(2 ** 31), 2 ** 31 - 1, false),
  uint32: integerReader(0, 2 ** 32 - 1, true),
  sint32: integerReader(-(2 ** 31), 2 ** 31 - 1, true),
  fixed32: integerReader(0, 2 ** 32 - 1, true),
  int64: bigintReader(least64, most64),
  uint64: bigintReader(0n, mostUnsigned64),
  fixed64: bigintReader(0n, mostUnsigned64),
  sfixed64: bigintReader(least64, most64),
};

/** `read` gives undefined for what it does not accept. */
function textReader(expected: string, read: (text: string) => unknown): ScalarReader {
  return (reader, place) => {
    if (reader.kind() !== 'a string') return reader.fail(place, expected);
    return reader.readAs(place, expected, () => read(reader.string()));
  };
}

function numberReader(expected: string, read: (text: string, isQuoted: boolean) => unknown): ScalarReader {
  return (reader, place) => {
    const kind = reader.kind();
    if (kind !== 'a string' && kind !== 'a number') return reader.fail(place, expected);
    const isQuoted = kind === 'a string';
    return reader.readAs(place, expected, () => read(isQuoted ? reader.string() : reader.number(), isQuoted));
  };
}

function integerReader(least: number, most: number, allowsText: boolean): ScalarReader {
  return numberReader(`an integer from ${least} to ${most}`, (text, isQuoted) => {
    if (isQuoted && !(allowsText && /^-?\d{1,10}$/.test(text))) return undefined;
    const number = Number(text);
    // the sum makes 0 of -0
    return Number.isInteger(number) && number >= least && number <= most ? number + 0 : undefined;
  });
}

function bigintReader(least: bigint, most: bigint): ScalarReader {
  return numberReader(`a 64-bit integer from ${least} to ${most}`, (text, isQuoted) => {
    const number = readBigint(text, isQuoted);
    return number !== undefined && number >= least && number <= most ? number : undefined;
  });
}

function readBigint(text: string, isQuoted: boolean): bigint | undefined {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
  // a number may also be written as 1e9 or 5.0
  const number = isQuoted ? Number.NaN : Number(text);
  return Number.isInteger(number) ? BigInt(number) : undefined;
}

function readDouble(text: string, isQuoted: boolean): number | undefined {
  const isWord = text === 'NaN' || text === 'Infinity' || text === '-Infinity';
  if (isQuoted && !isWord && !/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return isWord || Number.isFinite(number) ? number : undefined;
}

function readId(text: string, length: number): string | undefined {
  return (text.length === length || text === '') && /^[0-9a-fA-F]*$/.test(text) ? text.toLowerCase() : undefined;
}

/** With or without padding, in both alphabets. */
function readBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return undefined;
  const digitCount = text.indexOf('=') === -1 ? text.length : text.indexOf('=');
  const isWhole = digitCount % 4 !== 1 && (digitCount === text.length || text.length % 4 === 0);
  return isWhole ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}
