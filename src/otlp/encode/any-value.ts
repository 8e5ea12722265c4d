/** Writes any value as the bytes of an AnyValue, without a length, as upstream does: what OTLP has no form for is an empty value. */
import type { ByteWriter } from './byte-writer.js';
import { rememberedKey } from './remembered-keys.js';

/** Together with the messages around a value this is what the decoder reads by default; a value that holds itself ends here. */
const deepest = 64;

const tags = { text: 0x0a, boolean: 0x10, integer: 0x18, double: 0x21, array: 0x2a, map: 0x32, bytes: 0x3a, element: 0x0a } as const;
const valueTag = 0x12;

/** @throws {RangeError} nested too deep */
export function writeAnyValue(writer: ByteWriter, value: unknown, depth = 0): void {
  switch (typeof value) {
    case 'string':
      return writer.textField(tags.text, value);
    case 'boolean':
      return writer.varintField(tags.boolean, value ? 1 : 0);
    case 'number':
      return writeNumber(writer, value);
    case 'object':
      if (value !== null) writeObject(writer, value, depth);
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (isInt64(value)) writer.varintField(tags.integer, value);
  else writer.doubleField(tags.double, value);
}

export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

function writeObject(writer: ByteWriter, value: object, depth: number): void {
  if (value instanceof Uint8Array) return writer.bytesField(tags.bytes, value);
  if (depth === deepest) throw new RangeError(`a value is nested deeper than ${deepest} levels`);
  const isArray = Array.isArray(value);
  const start = writer.startMessage(isArray ? tags.array : tags.map, 1);
  if (isArray) writeElements(writer, value, depth);
  else writeEntries(writer, value as Record<string, unknown>, depth);
  writer.finishMessage(start, 1);
}

function writeElements(writer: ByteWriter, elements: readonly unknown[], depth: number): void {
  for (const element of elements) {
    const start = writer.startMessage(tags.element, 1);
    writeAnyValue(writer, element, depth + 1);
    writer.finishMessage(start, 1);
  }
}

function writeEntries(writer: ByteWriter, map: Readonly<Record<string, unknown>>, depth: number): void {
  for (const key in map) if (Object.prototype.hasOwnProperty.call(map, key)) writeKeyValue(writer, tags.element, key, map[key], depth + 1);
}

/** A field of one KeyValue, whatever the value is. */
export function writeKeyValue(writer: ByteWriter, tag: number, key: string, value: unknown, depth: number): void {
  const start = writer.startMessage(tag, 1);
  writer.raw(rememberedKey(key).head);
  const valueStart = writer.startMessage(valueTag, 1);
  writeAnyValue(writer, value, depth);
  writer.finishMessage(valueStart, 1);
  writer.finishMessage(start, 1);
}
