/** Reads OTLP/JSON into the model of schema.ts; it holds the same values as the protobuf form of the same request. */
import { type FieldSchema, type Message, type MessageName, type MessageSchema, schemaOf } from '../schema.js';
import { DecodeBudget, type DecodeLimits, OtlpDecodeError, valuesOf } from './decode-limits.js';
import { JsonReader } from './json-reader.js';
import { scalarReaders } from './json-scalars.js';

/**
 * Decodes one message. Unknown fields are skipped, `null` means absent, and as OTLP/JSON demands ids are hex and enums numbers.
 * "NaN", "Infinity" and "-Infinity" are doubles; 64-bit integers may be decimal strings or numbers.
 * @throws {OtlpDecodeError} no JSON, a value of the wrong type or out of range, a field that comes twice, two members of a `oneof`, a limit
 */
export function decodeJson<Name extends MessageName>(name: Name, bytes: Uint8Array, limits: DecodeLimits = {}): Message<Name> {
  const budget = new DecodeBudget(bytes, limits);
  const reader = new JsonReader(bytes, budget.maxDepth);
  const message = readMessage(schemaOf(name), schemaOf(name).name, reader, 1, budget);
  reader.end();
  return message as Message<Name>;
}

function readMessage(schema: MessageSchema, place: string, reader: JsonReader, depth: number, budget: DecodeBudget): Record<string, unknown> {
  if (reader.kind() !== 'an object') return reader.fail(place, 'an object');
  budget.takeMessage(schema.name, depth, schema.valueCount);
  const target = { ...schema.initial };
  let seenNumbers = 0;
  reader.members((name) => {
    const field = schema.byName.get(name);
    if (field === undefined) return reader.skip();
    const place = `${schema.name}.${name}`;
    const bit = 1 << field.number;
    if ((seenNumbers & bit) !== 0) throw new OtlpDecodeError(`${place}: comes twice (before byte ${reader.position})`);
    seenNumbers |= bit;
    if (reader.kind() === 'null') return reader.null();
    if (field.rivals.some((rival) => Object.hasOwn(target, rival))) {
      throw new OtlpDecodeError(`${place}: only one of its kind may be set (before byte ${reader.position})`);
    }
    if (!field.repeated) target[name] = readValue(field, place, reader, depth, budget);
    else readElements(field, place, reader, depth, budget, target);
  });
  return target;
}

function readElements(field: FieldSchema, place: string, reader: JsonReader, depth: number, budget: DecodeBudget, target: Record<string, unknown>): void {
  if (reader.kind() !== 'an array') return reader.fail(place, 'an array');
  const elements: unknown[] = [];
  reader.elements(() => {
    elements.push(readValue(field, place, reader, depth, budget));
  });
  target[field.name] = elements;
}

function readValue(field: FieldSchema, place: string, reader: JsonReader, depth: number, budget: DecodeBudget): unknown {
  if (field.message !== undefined) return readMessage(field.message, place, reader, depth + 1, budget);
  budget.takeValues(place, valuesOf(field.scalar));
  return scalarReaders[field.scalar ?? 'string'](reader, place);
}
