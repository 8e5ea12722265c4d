/** Writes attributes as KeyValue fields; the values that most attributes have take a shorter way than any-value.ts. */
import type { Attributes } from '@opentelemetry/api';
import { isInt64, writeKeyValue } from './any-value.js';
import { type ByteWriter, varintWidth } from './byte-writer.js';
import { considerText, rememberedKey, rememberedText } from './remembered-keys.js';

const valueTag = 0x12;
const textTag = 0x0a;
const booleanTag = 0x10;
const integerTag = 0x18;

/** @param tag of the field, one byte */
export function writeAttributes(writer: ByteWriter, tag: number, attributes: Attributes): void {
  for (const key in attributes) {
    if (!Object.prototype.hasOwnProperty.call(attributes, key)) continue;
    const value: unknown = attributes[key];
    if (typeof value === 'string') writeText(writer, tag, key, value);
    else if (typeof value === 'number' && value >= 0 && value < 0x20_0000 && isInt64(value)) writeSmall(writer, tag, key, integerTag, value);
    else if (typeof value === 'boolean') writeSmall(writer, tag, key, booleanTag, value ? 1 : 0);
    else writeKeyValue(writer, tag, key, value, 0);
  }
}

function writeText(writer: ByteWriter, tag: number, key: string, text: string): void {
  const known = rememberedKey(key);
  const keyValue = rememberedText(known, text);
  if (keyValue !== undefined) return writer.rawField(tag, keyValue);
  const start = writeNewText(writer, tag, known.head, text);
  considerText(known, text, writer.bytes, start, writer.length);
}

/** The lengths are taken to be those of ASCII; where they are not, what is written is moved. Returns where the KeyValue begins with its length. */
function writeNewText(writer: ByteWriter, tag: number, head: Uint8Array, text: string): number {
  const textBytes = 1 + varintWidth(text.length) + text.length;
  const valueWidth = varintWidth(textBytes);
  const width = varintWidth(head.length + 1 + valueWidth + textBytes);
  const start = writer.startMessage(tag, width);
  writer.raw(head);
  const valueStart = writer.startMessage(valueTag, valueWidth);
  writer.textField(textTag, text);
  writer.finishMessage(valueStart, valueWidth);
  writer.finishMessage(start, width);
  return start;
}

/** A boolean or an integer that takes up to three bytes. */
function writeSmall(writer: ByteWriter, tag: number, key: string, typeTag: number, value: number): void {
  const { head } = rememberedKey(key);
  const valueBytes = 1 + varintWidth(value);
  writer.varintField(tag, head.length + 2 + valueBytes);
  writer.raw(head);
  writer.varintField(valueTag, valueBytes);
  writer.varintField(typeTag, value);
}
