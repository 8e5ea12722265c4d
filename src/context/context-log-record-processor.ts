/** Stamps the request, the flow with its current step and the fields of the app on every log record that is written inside them. */
import { context as contextApi, type Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { contextAttributes, stamp } from './context-attributes.js';
import { removeLineFields } from './line-fields.js';

/** They make records of finished lines, with the ids that were added to these. */
const scopesOfLines: ReadonlySet<string> = new Set(['@opentelemetry/instrumentation-pino', '@opentelemetry/instrumentation-bunyan', '@opentelemetry/instrumentation-winston']);

export class ContextLogRecordProcessor implements LogRecordProcessor {
  /** The processors that export decide; one "yes" would be enough for the logger. */
  enabled(): boolean {
    return false;
  }

  onEmit(record: ReadWriteLogRecord, context: Context = contextApi.active()): void {
    const attributes = contextAttributes(context, 'fields');
    if (attributes === undefined) return;
    if (scopesOfLines.has(record.instrumentationScope.name)) removeLineFields(record.attributes, context);
    stamp(record, attributes);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
