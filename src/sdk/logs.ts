/** Builds the logger provider: limits, and processors that all stand behind redaction. */
import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor, type LogRecordLimits, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchLogRecordProcessor } from '../delivery/batch-processors.js';
import { createLogRecordExporter, type DeliveryContext } from '../delivery/create-exporters.js';
import type { LastDelivery } from '../delivery/last-delivery.js';
import { otlpLogs } from '../delivery/otlp-signals.js';
import { FlowLogRecordProcessor } from '../flow/flow-log-record-processor.js';
import { RedactionLogRecordProcessor } from '../redaction/exits/redaction-log-record-processor.js';
import type { Redactor } from '../redaction/redactor.js';
import type { ConfigurationModel, LoggerProviderConfigModel, LogRecordProcessorConfigModel } from '../settings/configuration-model.js';
import { batchOptions, defaultExportTimeoutMs, encodeUndelivered, limitExporterTime, singleEntry, valueLengthLimitOf } from './exporting.js';

export interface LoggerProviderContext extends DeliveryContext {
  readonly resource: Resource;
  readonly redactor: Redactor;
  readonly lastDelivery: LastDelivery;
  /** Where the SDK records metrics about itself; undefined = nowhere. */
  readonly selfMeterProvider: MeterProvider | undefined;
}

export interface Logging {
  readonly provider: LoggerProvider;
  /** What can be flushed. The provider's own flush keeps the process alive until its time limit. */
  readonly processor: LogRecordProcessor;
}

export function createLogging(configuration: ConfigurationModel, model: LoggerProviderConfigModel, context: LoggerProviderContext): Logging {
  const exporting = model.processors.map((processor) => createLogRecordProcessor(processor, context)).filter((processor) => processor !== undefined);
  const processor = new RedactionLogRecordProcessor({ next: exporting, redactor: context.redactor, valueLengthLimit: valueLengthLimitOf(model.limits, configuration) });
  const provider = new LoggerProvider({
    resource: context.resource,
    logRecordLimits: createLogRecordLimits(configuration, model),
    processors: exporting.length === 0 ? [] : [new FlowLogRecordProcessor(), processor],
    ...(context.selfMeterProvider === undefined ? {} : { meterProvider: context.selfMeterProvider }),
  });
  return { provider, processor };
}

function createLogRecordProcessor(model: LogRecordProcessorConfigModel, context: LoggerProviderContext): LogRecordProcessor | undefined {
  const { batch, simple } = singleEntry(model, 'log record processor') ?? {};
  const exporterModel = batch ? limitExporterTime(batch.exporter, batch.export_timeout ?? defaultExportTimeoutMs) : simple?.exporter;
  const exporter = exporterModel && createLogRecordExporter(exporterModel, context);
  if (exporterModel === undefined || exporter === undefined) return undefined;
  if (batch === undefined) return new SimpleLogRecordProcessor({ exporter });
  const processor = new BatchLogRecordProcessor(batchOptions(batch, exporter, { defaultDelayMs: 1000, what: 'log records', resource: context.resource }));
  context.lastDelivery.addSource(() => encodeUndelivered('logs', exporterModel, otlpLogs, processor));
  return processor;
}

/** The length of values is limited behind the redaction. */
function createLogRecordLimits({ attribute_limits: general }: ConfigurationModel, { limits }: LoggerProviderConfigModel): LogRecordLimits {
  const attributeCountLimit = limits?.attribute_count_limit ?? general?.attribute_count_limit;
  return attributeCountLimit == null ? {} : { attributeCountLimit };
}
