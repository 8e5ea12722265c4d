/** Stamps the flow and its current step on every log record that is written inside a flow. */
import { context as contextApi, type Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { flowAttributes, getFlowFrame } from './flow-context.js';

export class FlowLogRecordProcessor implements LogRecordProcessor {
  /** The processors that export decide; one "yes" would be enough for the logger. */
  enabled(): boolean {
    return false;
  }

  onEmit(record: ReadWriteLogRecord, context: Context = contextApi.active()): void {
    const frame = getFlowFrame(context);
    if (frame !== undefined && record.attributes['flow.id'] === undefined) record.setAttributes(flowAttributes(frame));
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
