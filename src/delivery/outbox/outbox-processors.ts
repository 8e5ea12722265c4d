/** Span and log record processors that put what is finished into an outbox. */
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { isSampled } from '../../tracer/is-sampled.js';
import type { CourierThread } from './courier-thread.js';
import type { Outbox } from './outbox.js';

class OutboxProcessor<Item> {
  protected readonly outbox: Outbox<Item>;
  protected readonly courier: CourierThread;

  constructor(outbox: Outbox<Item>, courier: CourierThread) {
    this.outbox = outbox;
    this.courier = courier;
  }

  /** Resolves when what was finished before is delivered, or could not be delivered now. */
  forceFlush(): Promise<void> {
    this.outbox.handOver();
    return this.courier.flush();
  }

  /** The courier is told by another that the process ends, and then sends all that it has. */
  shutdown(): Promise<void> {
    this.outbox.close();
    return Promise.resolve();
  }
}

export class OutboxSpanProcessor extends OutboxProcessor<ReadableSpan> implements SpanProcessor {
  onStart(): void {
    this.courier.startSoon();
  }

  onEnd(span: ReadableSpan): void {
    if (isSampled(span)) this.outbox.add(span);
  }
}

export class OutboxLogRecordProcessor extends OutboxProcessor<ReadableLogRecord> implements LogRecordProcessor {
  onEmit(record: ReadableLogRecord): void {
    this.outbox.add(record);
  }
}
