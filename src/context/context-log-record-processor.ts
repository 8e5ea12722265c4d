/** Stamps the request, the flow with its current step and the fields of the app on every log record that is written inside them. */
import { context as contextApi, type Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { OwnLogRecord } from '../tracer/own-log-record.js';
import { contextAttributes, contextBlock, stamp } from './context-attributes.js';
import { removeLineFields } from './line-fields.js';

/** They make records of finished lines, with the ids that were added to these. */
const scopesOfLines: ReadonlySet<string> = new Set(['@opentelemetry/instrumentation-bunyan']);

export class ContextLogRecordProcessor implements LogRecordProcessor {
  /** The processors that export decide; one "yes" would be enough for the logger. */
  enabled(): boolean {
    return false;
  }

  onEmit(record: ReadWriteLogRecord, context: Context = contextApi.active()): void {
    if (scopesOfLines.has(record.instrumentationScope.name)) removeLineFields(record.attributes, context);
    const block = record instanceof OwnLogRecord ? contextBlock(context) : undefined;
    if (block !== undefined && (record as OwnLogRecord).addBlock(block)) return;
    const attributes = contextAttributes(context, 'fields');
    if (attributes !== undefined) stamp(record, attributes);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
