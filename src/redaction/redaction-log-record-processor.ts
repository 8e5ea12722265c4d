/** Stands in front of every log record processor, and redacts body and attributes while the record can still be changed. */
import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { settleAll } from '../support/settle-all.js';
import { guard } from './guard.js';
import { defaultRedactor, type Redactor } from './redactor.js';

type EnabledOptions = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];
type ForceFlushOptions = Parameters<LogRecordProcessor['forceFlush']>[0];

export interface RedactionLogRecordProcessorOptions {
  /** The processors behind the redaction, in the order in which they are called. */
  readonly next: readonly LogRecordProcessor[];
  readonly redactor?: Redactor;
}

/** A record that cannot be redacted is dropped and reported; a processor that throws does not reach the app or its neighbours. */
export class RedactionLogRecordProcessor implements LogRecordProcessor {
  readonly #next: readonly LogRecordProcessor[];
  readonly #redactor: Redactor;

  constructor({ next, redactor = defaultRedactor }: RedactionLogRecordProcessorOptions) {
    this.#next = next;
    this.#redactor = redactor;
  }

  enabled(options: EnabledOptions): boolean {
    return this.#next.some((processor) => processor.enabled?.(options) ?? true);
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    const redacted = guard('redaction-failed', () => this.#redact(record));
    if (redacted === undefined) return;
    for (const processor of this.#next) guard('processor-failed', () => processor.onEmit(redacted, context));
  }

  forceFlush(options?: ForceFlushOptions): Promise<void> {
    return settleAll(this.#next.map((processor) => () => processor.forceFlush(options)));
  }

  shutdown(): Promise<void> {
    return settleAll(this.#next.map((processor) => () => processor.shutdown()));
  }

  #redact(record: ReadWriteLogRecord): ReadWriteLogRecord {
    const body = this.#redactor.redactValue(undefined, record.body);
    if (body !== record.body) record.setBody(body);
    for (const [key, value] of Object.entries(record.attributes)) {
      const redacted = this.#redactor.redactValue(key, value);
      if (redacted !== value) record.setAttribute(key, redacted);
    }
    return record;
  }
}
