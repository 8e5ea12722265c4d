/** Writes the model of schema.ts as OTLP/JSON: 64-bit numbers as text, bytes in base64, doubles that JSON lacks, and -0, as text. */
import type { Message, MessageName } from './schema.js';

export function encodeJson(message: Message<MessageName>): Uint8Array {
  return Buffer.from(JSON.stringify(message, toJsonValue));
}

function toJsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
