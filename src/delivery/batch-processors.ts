/** Span and log record processors that put what is finished into a batch queue. */
import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BatchQueue } from './batch-queue.js';

export class BatchSpanProcessor extends BatchQueue<ReadableSpan> implements SpanProcessor {
  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.add(span);
  }
}

export class BatchLogRecordProcessor extends BatchQueue<ReadableLogRecord> implements LogRecordProcessor {
  onEmit(record: ReadableLogRecord): void {
    this.add(record);
  }
}
