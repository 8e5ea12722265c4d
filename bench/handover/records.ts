/** Ended spans of a web server and emitted log records, made by a real SDK. */
import { ROOT_CONTEXT, SpanKind, trace, type Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { serverAttributes } from '../redaction/cases.js';

/** The modules of the SDK: each contender has its own. */
export interface Sdk {
  readonly trace: Pick<typeof import('@opentelemetry/sdk-trace'), 'TracerProvider'>;
  readonly logs: Pick<typeof import('@opentelemetry/sdk-logs'), 'LoggerProvider'>;
  readonly resources: Pick<typeof import('@opentelemetry/resources'), 'resourceFromAttributes'>;
}

/** A batch of upstream; more would leave the caches, in which what has just ended is. */
export const recordCount = 512;
const numbers = Array.from({ length: recordCount }, (_, index) => index);
const resourceAttributes = { 'service.name': 'shop', 'service.version': '1.4.2', 'host.name': 'shop-6d4b75cb6d-x2x9k', 'process.pid': 17, 'process.runtime.name': 'nodejs', 'process.runtime.version': '24.0.0' };

export function makeSpans({ trace: { TracerProvider }, resources }: Sdk): ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const collect: SpanProcessor = { onStart: () => undefined, onEnd: (span) => void spans.push(span), forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
  const provider = new TracerProvider({ resource: resources.resourceFromAttributes(resourceAttributes), spanProcessors: [collect] });
  const tracer = provider.getTracer('@opentelemetry/instrumentation-http', '0.300.0');
  for (const index of numbers) tracer.startSpan('GET /shops/:shop/orders/:order', { kind: SpanKind.SERVER, attributes: serverAttributes(index) }, contextOf(index)).end();
  return spans;
}

export function makeLogRecords({ logs: { LoggerProvider }, resources }: Sdk): ReadableLogRecord[] {
  const records: ReadableLogRecord[] = [];
  const collect: LogRecordProcessor = { onEmit: (record) => void records.push(record), forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
  const logger = new LoggerProvider({ resource: resources.resourceFromAttributes(resourceAttributes), processors: [collect] }).getLogger('winston', '3.19.0');
  for (const index of numbers) logger.emit({ severityNumber: 9, severityText: 'info', body: `order ${index * 7919} of shop ${index} was read`, attributes: { 'order.id': index * 7919, 'shop.id': `s-${index}`, 'request.id': `r-${index}` }, context: contextOf(index) });
  return records;
}

/** In the trace of a caller. */
function contextOf(index: number): Context {
  const hex = (index + 1).toString(16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: hex.padStart(32, 'a'), spanId: hex.padStart(16, 'b'), traceFlags: 1, isRemote: true });
}
