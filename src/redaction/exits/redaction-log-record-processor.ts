/** Stands in front of every log record processor, and hands on what may leave of a record. */
import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { settleAll } from '../../support/settle-all.js';
import { currentRedactor, type Redactor } from '../redactor.js';
import { guardRecord, reportFailure } from './guard.js';
import { noteLeftLogRecord } from './left-log-record.js';
import { createLogRecordRedaction, emptyLogRecord } from './redact-log-record.js';

type EnabledOptions = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];
type ForceFlushOptions = Parameters<LogRecordProcessor['forceFlush']>[0];

export interface RedactionLogRecordProcessorOptions {
  /** The processors behind the redaction, in the order in which they are called. */
  readonly next: readonly LogRecordProcessor[];
  readonly redactor?: Redactor;
  /** Of attribute values in characters, applied after the redaction. @default no limit */
  readonly valueLengthLimit?: number | undefined;
}

/** A record that cannot be redacted is reported, and leaves empty; a processor that throws does not reach the app or its neighbours. */
export class RedactionLogRecordProcessor implements LogRecordProcessor {
  readonly #next: readonly LogRecordProcessor[];
  readonly #redact: (record: ReadWriteLogRecord) => ReadWriteLogRecord;
  /** Not there where one of the processors takes all records: then nobody has to be asked for each. */
  readonly enabled?: (options: EnabledOptions) => boolean;

  constructor({ next, redactor = currentRedactor(), valueLengthLimit }: RedactionLogRecordProcessorOptions) {
    this.#next = next;
    this.#redact = createLogRecordRedaction(redactor, valueLengthLimit);
    if (next.every((processor) => processor.enabled !== undefined)) this.enabled = (options) => next.some((processor) => processor.enabled?.(options));
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    const redacted = guardRecord(record, this.#redact, emptyLogRecord);
    if (redacted !== undefined) for (const processor of this.#next) emitTo(processor, redacted, context);
    noteLeftLogRecord(redacted);
  }

  forceFlush(options?: ForceFlushOptions): Promise<void> {
    return settleAll(this.#next.map((processor) => () => processor.forceFlush(options)));
  }

  shutdown(): Promise<void> {
    return settleAll(this.#next.map((processor) => () => processor.shutdown()));
  }
}

function emitTo(processor: LogRecordProcessor, record: ReadWriteLogRecord, context: Context | undefined): void {
  try {
    processor.onEmit(record, context);
  } catch (error) {
    reportFailure('processor-failed', error);
  }
}
