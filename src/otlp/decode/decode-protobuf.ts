/** Reads OTLP/protobuf bytes into the model of schema.ts; unknown fields are skipped, malformed ones are an error. */
import { isUtf8 } from 'node:buffer';
import { DecodeBudget, type DecodeLimits, OtlpDecodeError, valuesOf } from './decode-limits.js';
import { type FieldSchema, type Message, type MessageName, type MessageSchema, noElements, type ScalarType, schemaOf } from '../schema.js';

/**
 * Decodes one message. A field that comes twice follows the protobuf rules: the last scalar and the last member of a `oneof` win, messages are merged.
 * @throws {OtlpDecodeError} truncated or malformed input, wrong wire type, invalid UTF-8, an id of the wrong length, a limit
 */
export function decodeProtobuf<Name extends MessageName>(name: Name, bytes: Uint8Array, limits: DecodeLimits = {}): Message<Name> {
  const budget = new DecodeBudget(bytes, limits);
  const reader = new ProtobufReader(bytes, budget);
  return reader.message(schemaOf(name), bytes.length, 1, undefined) as Message<Name>;
}

const wireTypes = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

function wireTypeOf(scalar: ScalarType | undefined): number {
  switch (scalar) {
    case 'bool':
    case 'enum':
    case 'uint32':
    case 'sint32':
    case 'int64':
    case 'uint64':
      return wireTypes.varint;
    case 'double':
    case 'fixed64':
    case 'sfixed64':
      return wireTypes.fixed64;
    case 'fixed32':
      return wireTypes.fixed32;
    default:
      return wireTypes.lengthDelimited;
  }
}

class ProtobufReader {
  readonly #buffer: Buffer;
  readonly #budget: DecodeBudget;
  #position = 0;
  /** The varint read last, as two unsigned halves. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, budget: DecodeBudget) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#budget = budget;
  }

  message(schema: MessageSchema, end: number, depth: number, existing: unknown): Record<string, unknown> {
    this.#budget.takeMessage(schema.name, depth, schema.valueCount);
    const target = isRecord(existing) ? existing : { ...schema.initial };
    while (this.#position < end) {
      this.#readVarint(end, schema.name);
      const tag = this.#low;
      const number = tag >>> 3;
      const wireType = tag & 7;
      if (number === 0 || this.#high !== 0) this.#fail(schema.name, 'field number out of range');
      const field = schema.byNumber[number];
      if (field === undefined) this.#skip(schema, number, wireType, end);
      else this.#readField(schema, field, wireType, end, depth, target);
    }
    return target;
  }

  #readField(schema: MessageSchema, field: FieldSchema, wireType: number, end: number, depth: number, target: Record<string, unknown>): void {
    const expected = wireTypeOf(field.scalar);
    for (const rival of field.rivals) if (rival in target) delete target[rival];
    if (wireType === wireTypes.lengthDelimited) {
      const fieldEnd = this.#readLength(end, schema, field.name);
      if (field.message !== undefined) {
        const value = this.message(field.message, fieldEnd, depth + 1, field.repeated ? undefined : target[field.name]);
        assign(target, field, value);
      } else if (expected === wireTypes.lengthDelimited) {
        this.#budget.takeValues(schema.name, valuesOf(field.scalar));
        assign(target, field, this.#lengthDelimited(schema, field, fieldEnd));
      } else if (field.repeated) {
        while (this.#position < fieldEnd) this.#assignNumber(schema, field, fieldEnd, target);
      } else {
        this.#fail(`${schema.name}.${field.name}`, `wire type ${wireType}, expected ${expected}`);
      }
    } else if (wireType === expected) {
      this.#assignNumber(schema, field, end, target);
    } else {
      this.#fail(`${schema.name}.${field.name}`, `wire type ${wireType}, expected ${expected}`);
    }
  }

  #assignNumber(schema: MessageSchema, field: FieldSchema, end: number, target: Record<string, unknown>): void {
    this.#budget.takeValues(schema.name, 1);
    assign(target, field, this.#scalar(schema, field, end));
  }

  #lengthDelimited(schema: MessageSchema, field: FieldSchema, end: number): string | Uint8Array {
    const start = this.#position;
    this.#position = end;
    switch (field.scalar) {
      case 'bytes':
        return new Uint8Array(this.#buffer.subarray(start, end));
      case 'traceId':
      case 'spanId': {
        const expected = field.scalar === 'traceId' ? 16 : 8;
        const length = end - start;
        if (length !== 0 && length !== expected) this.#fail(`${schema.name}.${field.name}`, `an id of ${length} bytes, expected ${expected}`);
        return this.#buffer.toString('hex', start, end);
      }
      default:
        return this.#string(start, end, schema, field);
    }
  }

  #string(start: number, end: number, schema: MessageSchema, field: FieldSchema): string {
    const buffer = this.#buffer;
    let index = start;
    while (index < end && (buffer[index] as number) < 0x80) index++;
    if (index === end) return buffer.toString('latin1', start, end);
    if (!isUtf8(buffer.subarray(start, end))) this.#fail(`${schema.name}.${field.name}`, 'not valid UTF-8');
    return buffer.toString('utf8', start, end);
  }

  #scalar(schema: MessageSchema, field: FieldSchema, end: number): unknown {
    const place = field.name;
    switch (field.scalar) {
      case 'double':
        return this.#buffer.readDoubleLE(this.#advance(8, end, schema, place));
      case 'fixed64':
        return this.#buffer.readBigUInt64LE(this.#advance(8, end, schema, place));
      case 'sfixed64':
        return this.#buffer.readBigInt64LE(this.#advance(8, end, schema, place));
      case 'fixed32':
        return this.#buffer.readUInt32LE(this.#advance(4, end, schema, place));
      default:
        this.#readVarint(end, schema.name, place);
    }
    switch (field.scalar) {
      case 'bool':
        return this.#low !== 0 || this.#high !== 0;
      case 'enum':
        return this.#low | 0;
      case 'sint32':
        return (this.#low >>> 1) ^ -(this.#low & 1);
      case 'int64':
        return BigInt.asIntN(64, this.#unsigned64());
      case 'uint64':
        return this.#unsigned64();
      default:
        return this.#low;
    }
  }

  #unsigned64(): bigint {
    return this.#high === 0 ? BigInt(this.#low) : (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  #readVarint(end: number, messageName: string, fieldName = 'tag'): void {
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#position >= end) this.#fail(`${messageName}.${fieldName}`, 'the input ends in the middle of a number');
      const byte = this.#buffer[this.#position++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) this.#low |= bits << shift;
      else if (shift === 28) {
        this.#low |= bits << 28;
        this.#high = bits >>> 4;
      } else this.#high |= bits << (shift - 32);
      if (byte < 0x80) {
        if (shift === 63 && bits > 1) break;
        this.#low >>>= 0;
        this.#high >>>= 0;
        return;
      }
    }
    this.#fail(`${messageName}.${fieldName}`, 'a number of more than 64 bits');
  }

  /** Returns the position where the field ends. */
  #readLength(end: number, schema: MessageSchema, place: string): number {
    this.#readVarint(end, schema.name, place);
    const fieldEnd = this.#position + this.#low;
    if (this.#high !== 0 || fieldEnd > end) this.#fail(`${schema.name}.${place}`, `a length of ${this.#unsigned64()} bytes runs past the end`);
    return fieldEnd;
  }

  #advance(byteLength: number, end: number, schema: MessageSchema, place: string): number {
    const start = this.#position;
    if (start + byteLength > end) this.#fail(`${schema.name}.${place}`, 'the input ends in the middle of a number');
    this.#position = start + byteLength;
    return start;
  }

  #skip(schema: MessageSchema, number: number, wireType: number, end: number): void {
    const place = `unknown field ${number}`;
    switch (wireType) {
      case wireTypes.varint:
        return this.#readVarint(end, schema.name, place);
      case wireTypes.fixed64:
        return void this.#advance(8, end, schema, place);
      case wireTypes.fixed32:
        return void this.#advance(4, end, schema, place);
      case wireTypes.lengthDelimited:
        this.#position = this.#readLength(end, schema, place);
        return;
      default:
        this.#fail(`${schema.name}.${place}`, `wire type ${wireType} does not exist in OTLP`);
    }
  }

  #fail(place: string, problem: string): never {
    throw new OtlpDecodeError(`${place}: ${problem} (near byte ${this.#position})`);
  }
}

function assign(target: Record<string, unknown>, field: FieldSchema, value: unknown): void {
  if (!field.repeated) {
    target[field.name] = value;
    return;
  }
  const elements = target[field.name];
  if (elements === noElements || !Array.isArray(elements)) target[field.name] = [value];
  else elements.push(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
