/** Builds records for the viewer's tests: times are milliseconds after an arbitrary start. */
import type { DecodedLogRecord, DecodedSpan } from '../../../src/otlp/records.js';

export const traceId = '0af7651916cd43dd8448eb211c80319c';
const startNano = 1_700_000_000_000_000_000n;
const scope = { name: 'test', version: '', schemaUrl: '', attributes: {} };

function timeOfMs(milliseconds: number): bigint {
  return startNano + BigInt(Math.round(milliseconds * 1e6));
}

export interface SpanSketch extends Partial<Omit<DecodedSpan, 'resource'>> {
  id: string;
  parent?: string;
  fromMs: number;
  toMs: number;
  service?: string;
}

export function span({ id, parent, fromMs, toMs, service = 'shop', ...rest }: SpanSketch): DecodedSpan {
  return {
    name: id,
    kind: 'internal',
    traceId,
    spanId: id,
    ...(parent !== undefined && { parentSpanId: parent }),
    traceState: '',
    flags: 0x101,
    startTimeUnixNano: timeOfMs(fromMs),
    endTimeUnixNano: timeOfMs(toMs),
    attributes: {},
    events: [],
    links: [],
    status: { code: 'unset', message: '' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    resource: { 'service.name': service },
    scope,
    ...rest,
  };
}

export function log(spanId: string | undefined, atMs: number, rest: Partial<DecodedLogRecord>): DecodedLogRecord {
  return {
    timeUnixNano: timeOfMs(atMs),
    observedTimeUnixNano: timeOfMs(atMs),
    severityNumber: 9,
    severityText: 'info',
    body: '',
    attributes: {},
    eventName: '',
    ...(spanId !== undefined && { traceId, spanId }),
    flags: 0,
    droppedAttributesCount: 0,
    resource: { 'service.name': 'shop' },
    scope,
    ...rest,
  };
}
