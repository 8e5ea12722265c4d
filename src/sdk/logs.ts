/** Builds the logger provider: limits, and processors that all stand behind redaction. */
import type { MeterProvider } from '@opentelemetry/api';
import { SimpleLogRecordProcessor, type LogRecordLimits, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { ContextLogRecordProcessor } from '../context/context-log-record-processor.js';
import { BatchLogRecordProcessor } from '../delivery/batch-processors.js';
import { lateLogRecordExporter } from '../delivery/late-exporters.js';
import { createOutboxLogRecordProcessor, isForCourier, type OutboxContext } from '../delivery/outbox/create-outbox.js';
import { RedactionLogRecordProcessor } from '../redaction/exits/redaction-log-record-processor.js';
import { OwnLoggerProvider } from '../logging/records/own-logger-provider.js';
import type { Redactor } from '../redaction/redactor.js';
import type { ConfigurationModel, LoggerProviderConfigModel, LogRecordProcessorConfigModel } from '../settings/configuration-model.js';
import { batchOptions, defaultExportTimeoutMs, limitExporterTime, outboxBatch, singleEntry, valueLengthLimitOf } from './exporting.js';

/** `OTEL_BLRP_SCHEDULE_DELAY` of the specification. */
const defaultDelayMs = 1000;

export interface LoggerProviderContext extends OutboxContext {
  readonly redactor: Redactor;
  /** Where the SDK records metrics about itself; undefined = nowhere. */
  readonly selfMeterProvider: MeterProvider | undefined;
}

export interface Logging {
  readonly provider: OwnLoggerProvider;
  /** What can be flushed. The provider's own flush keeps the process alive until its time limit. */
  readonly processor: LogRecordProcessor;
  /** Exports what waits on this thread, without the event loop. */
  readonly exportNow: () => void;
}

export function createLogging(configuration: ConfigurationModel, model: LoggerProviderConfigModel, context: LoggerProviderContext): Logging {
  const exporting = model.processors.map((processor) => createLogRecordProcessor(processor, context)).filter((processor) => processor !== undefined);
  const processor = new RedactionLogRecordProcessor({ next: exporting, redactor: context.redactor, valueLengthLimit: valueLengthLimitOf(model.limits, configuration) });
  const processors = exporting.length === 0 ? [] : [new ContextLogRecordProcessor(), processor];
  const limits = createLogRecordLimits(configuration, model);
  const { resource, selfMeterProvider } = context;
  const provider = new OwnLoggerProvider({ resource, processors, ...limits, meterProvider: selfMeterProvider });
  const queues = exporting.filter((each) => each instanceof BatchLogRecordProcessor);
  return { provider, processor, exportNow: () => queues.forEach((queue) => queue.exportNow()) };
}

function createLogRecordProcessor(model: LogRecordProcessorConfigModel, context: LoggerProviderContext): LogRecordProcessor | undefined {
  const { batch, simple } = singleEntry(model, 'log record processor') ?? {};
  const exporterModel = batch ? limitExporterTime(batch.exporter, batch.export_timeout ?? defaultExportTimeoutMs) : simple?.exporter;
  if (exporterModel === undefined) return undefined;
  if (batch && isForCourier(exporterModel)) return createOutboxLogRecordProcessor(exporterModel, outboxBatch(batch, defaultDelayMs), context);
  const exporter = lateLogRecordExporter(exporterModel, context);
  if (exporter === undefined) return undefined;
  if (batch === undefined) return new SimpleLogRecordProcessor({ exporter, ...(context.selfMeterProvider && { selfObsMeterProvider: context.selfMeterProvider }) });
  return new BatchLogRecordProcessor(batchOptions(batch, exporter, { ...context, defaultDelayMs, item: 'log' }));
}

/** The length of values is limited behind the redaction. */
function createLogRecordLimits({ attribute_limits: general }: ConfigurationModel, { limits }: LoggerProviderConfigModel): LogRecordLimits {
  const attributeCountLimit = limits?.attribute_count_limit ?? general?.attribute_count_limit;
  return attributeCountLimit == null ? {} : { attributeCountLimit };
}
