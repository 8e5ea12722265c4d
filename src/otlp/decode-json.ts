/** Reads OTLP/JSON into the model of schema.ts; it holds the same values as the protobuf form of the same request. */
import { DecodeBudget, type DecodeLimits, OtlpDecodeError } from './decode-limits.js';
import { type FieldSchema, type Message, type MessageName, type MessageSchema, type ScalarType, schemaOf } from './schema.js';

/**
 * Decodes one message. Unknown fields are ignored, `null` means absent, and as OTLP/JSON demands ids are hex and enums numbers.
 * "NaN", "Infinity" and "-Infinity" are doubles; 64-bit integers may be decimal strings or numbers.
 * @throws {OtlpDecodeError} no JSON, a value of the wrong type or out of range, two members of a `oneof`, a limit
 */
export function decodeJson<Name extends MessageName>(name: Name, bytes: Uint8Array, limits: DecodeLimits = {}): Message<Name> {
  const budget = new DecodeBudget(bytes, limits);
  return readMessage(schemaOf(name), parse(bytes), 1, budget) as Message<Name>;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new OtlpDecodeError(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function readMessage(schema: MessageSchema, json: unknown, depth: number, budget: DecodeBudget): Record<string, unknown> {
  budget.take(schema.name, depth);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail(schema.name, 'an object', json);
  const source: Readonly<Record<string, unknown>> = json as Record<string, unknown>;
  const target = { ...schema.initial };
  for (const field of schema.fields) {
    const value = Object.hasOwn(source, field.name) ? source[field.name] : undefined;
    if (value === undefined || value === null) continue;
    const place = `${schema.name}.${field.name}`;
    if (field.rivals.some((rival) => Object.hasOwn(target, rival))) throw new OtlpDecodeError(`${place}: only one of its kind may be set`);
    if (!field.repeated) target[field.name] = readValue(field, place, value, depth, budget);
    else if (!Array.isArray(value)) fail(place, 'an array', value);
    else if (value.length > 0) target[field.name] = value.map((element: unknown) => readValue(field, place, element, depth, budget));
  }
  return target;
}

function readValue(field: FieldSchema, place: string, value: unknown, depth: number, budget: DecodeBudget): unknown {
  if (field.message !== undefined) return readMessage(field.message, value, depth + 1, budget);
  return scalarReaders[field.scalar ?? 'string'](value, place);
}

type ScalarReader = (value: unknown, place: string) => unknown;

const scalarReaders: Readonly<Record<ScalarType, ScalarReader>> = {
  string: (value, place) => (typeof value === 'string' ? value : fail(place, 'a string', value)),
  bool: (value, place) => (typeof value === 'boolean' ? value : fail(place, 'a boolean', value)),
  bytes: (value, place) =>
    typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value)
      ? new Uint8Array(Buffer.from(value, 'base64'))
      : fail(place, 'base64', value),
  traceId: idReader(32),
  spanId: idReader(16),
  double: readDouble,
  enum: integerReader(-(2 ** 31), 2 ** 31 - 1, false),
  uint32: integerReader(0, 2 ** 32 - 1, true),
  sint32: integerReader(-(2 ** 31), 2 ** 31 - 1, true),
  fixed32: integerReader(0, 2 ** 32 - 1, true),
  int64: bigintReader(-(2n ** 63n), 2n ** 63n - 1n),
  uint64: bigintReader(0n, 2n ** 64n - 1n),
  fixed64: bigintReader(0n, 2n ** 64n - 1n),
  sfixed64: bigintReader(-(2n ** 63n), 2n ** 63n - 1n),
};

function idReader(length: number): ScalarReader {
  return (value, place) =>
    typeof value === 'string' && (value.length === length || value === '') && /^[0-9a-fA-F]*$/.test(value)
      ? value.toLowerCase()
      : fail(place, `${length} hex digits`, value);
}

function readDouble(value: unknown, place: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^(NaN|-?Infinity|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(value)) return Number(value);
  return fail(place, 'a number', value);
}

function integerReader(least: number, most: number, allowsText: boolean): ScalarReader {
  return (value, place) => {
    const number = allowsText && typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
    return Number.isInteger(number) && (number as number) >= least && (number as number) <= most
      ? number
      : fail(place, `an integer from ${least} to ${most}`, value);
  };
}

function bigintReader(least: bigint, most: bigint): ScalarReader {
  return (value, place) => {
    const readable = typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d{1,20}$/.test(value);
    const number = readable ? BigInt(value as number | string) : undefined;
    return number !== undefined && number >= least && number <= most ? number : fail(place, 'a 64-bit integer', value);
  };
}

function fail(place: string, expected: string, value: unknown): never {
  const shown = typeof value === 'object' ? (Array.isArray(value) ? 'an array' : value === null ? 'null' : 'an object') : JSON.stringify(value);
  throw new OtlpDecodeError(`${place}: expected ${expected}, got ${shown.slice(0, 60)}`);
}
