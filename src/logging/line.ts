/** A line as an object: what every format shows, in the order in which it is shown. */
import type { AnyValue } from '@opentelemetry/api';
import { isSpanContextValid } from '@opentelemetry/api';
import { lineFieldOfAttribute } from '../context/line-fields.js';
import type { LeftRecord } from './emit-record.js';
import type { LogLevel } from './logger.js';

export type Line = Record<string, unknown> & {
  timestamp: string;
  level: LogLevel;
  message: string;
  logger: string;
};

/** Fields of the app that would stand in the way of the line's own get this before their name. */
const prefix = 'field.';
const ownNames: ReadonlySet<string> = new Set(['timestamp', 'level', 'message', 'logger']);

export function createLine(timestampMs: number, level: LogLevel, logger: string, { message, attributes, spanContext }: LeftRecord): Line {
  const line: Line = { timestamp: isoTime(timestampMs), level, message, logger };
  if (spanContext !== undefined && isSpanContextValid(spanContext)) {
    line['trace_id'] = spanContext.traceId;
    line['span_id'] = spanContext.spanId;
  }
  for (const attribute of Object.keys(attributes)) {
    const value = attributes[attribute];
    const shown = typeof value === 'object' && value !== null ? withoutBytes(value) : value;
    const own = lineFieldOfAttribute.get(attribute);
    if (own === undefined) line[ownNames.has(attribute) ? prefix + attribute : attribute] = shown;
    // a field of the app that is called like it wins
    else if (attributes[own] === undefined) line[own] = shown;
  }
  return line;
}

let lastTimeMs = 0;
let lastTime = '';

/** Most lines are written in the millisecond of the one before. */
function isoTime(timeMs: number): string {
  if (timeMs !== lastTimeMs) {
    lastTimeMs = timeMs;
    lastTime = new Date(timeMs).toISOString();
  }
  return lastTime;
}

/** JSON has no bytes: they become base64. */
function withoutBytes(value: AnyValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(withoutBytes);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBytes(item)]));
}
