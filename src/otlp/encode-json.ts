/** Writes the model of schema.ts as OTLP/JSON: 64-bit numbers as text, bytes in base64, doubles that JSON lacks as words. */
import type { ExportRequest, Signal } from './decode.js';

export function encodeJson(request: ExportRequest<Signal>): Uint8Array {
  return Buffer.from(JSON.stringify(request, toJsonValue));
}

function toJsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
