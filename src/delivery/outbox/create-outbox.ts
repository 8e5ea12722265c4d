/** From the batch entries of the declarative configuration to the processors and exporters that hand telemetry to the courier. */
import type { LogRecordExporterConfigModel, PushMetricExporterConfigModel, SpanExporterConfigModel } from '@opentelemetry/configuration';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { reportProblem } from '../../diagnostics/log.js';
import type { ProblemCode } from '../../diagnostics/problems.js';
import type { ByteWriter } from '../../otlp/encode/byte-writer.js';
import { writeLogRecord } from '../../otlp/encode/encode-log-record.js';
import { writeSpan } from '../../otlp/encode/encode-span.js';
import { otlpEndpoint, readConnection } from '../connection-settings.js';
import { endsWaiting, type LaneOptions, type LaneReport } from '../courier/messages.js';
import type { DeliveryContext } from '../create-exporters.js';
import { toDeliveryError } from '../delivery-error.js';
import type { ExportObserver } from '../export-reporter.js';
import { createMetricSelectors } from '../metric-selectors.js';
import { createProcessorMetrics, queueFull } from '../processor-metrics.js';
import type { CourierThread } from './courier-thread.js';
import { createLaneMetrics, type LaneMetrics } from './lane-metrics.js';
import { createLaneReporter } from './lane-reporter.js';
import { Outbox } from './outbox.js';
import { createOutboxMetricExporter } from './outbox-metric-exporter.js';
import { OutboxLogRecordProcessor, OutboxSpanProcessor } from './outbox-processors.js';

type OtlpExporterModel = SpanExporterConfigModel | PushMetricExporterConfigModel | LogRecordExporterConfigModel;

export interface OutboxContext extends DeliveryContext {
  readonly courier: CourierThread;
  readonly resource: Resource;
}

/** The fields of `batch` that hold for what the courier sends. */
export interface OutboxBatch {
  readonly scheduledDelayMs: number;
  readonly maxBatchItems: number;
  /** Records that wait, here or at the courier, before the newest are dropped. */
  readonly maxQueueItems: number;
}

/** What is younger than 100 ms may be lost by SIGKILL: the rest is for the timer and the way to the disk. */
const handOverDelayMs = 50;
/** Of all exporters, on the app thread: what the courier has not taken yet. */
const maxUntakenBytes = 32 * 1024 * 1024;

export function isForCourier(model: OtlpExporterModel): boolean {
  return model.otlp_http !== undefined || model.otlp_grpc !== undefined;
}

export function createOutboxSpanProcessor(model: SpanExporterConfigModel, batch: OutboxBatch, context: OutboxContext): SpanProcessor {
  const outbox = createOutbox('span', { signal: 'traces', exporter: model, ...batch }, context, {
    write: writeSpan,
    scopeOf: ({ instrumentationScope }) => instrumentationScope,
    nameOf: ({ name }) => name,
  });
  return new OutboxSpanProcessor(outbox, context.courier);
}

export function createOutboxLogRecordProcessor(model: LogRecordExporterConfigModel, batch: OutboxBatch, context: OutboxContext): LogRecordProcessor {
  const outbox = createOutbox('log record', { signal: 'logs', exporter: model, ...batch }, context, {
    write: writeLogRecord,
    scopeOf: ({ instrumentationScope }) => instrumentationScope,
    nameOf: ({ eventName }) => eventName,
  });
  return new OutboxLogRecordProcessor(outbox, context.courier);
}

export function createCourierMetricExporter(model: PushMetricExporterConfigModel, context: Omit<OutboxContext, 'resource'>): PushMetricExporter {
  const { lane, observer, metrics } = openLane({ signal: 'metrics', exporter: model, scheduledDelayMs: 0, maxBatchItems: Infinity, maxQueueItems: Infinity }, context);
  const exporter = createOutboxMetricExporter(context.courier, { lane, onHandedOver: (items) => metrics.handedOver(items), onLeftOut: (items) => observer.leftOut(items) });
  return Object.assign(exporter, createMetricSelectors(model.otlp_http ?? model.otlp_grpc ?? {}));
}

interface Encoding<Item> {
  readonly write: (writer: ByteWriter, item: Item) => void;
  readonly scopeOf: (item: Item) => InstrumentationScope;
  readonly nameOf: (item: Item) => unknown;
}

function createOutbox<Item>(what: string, options: LaneOptions & OutboxBatch, context: OutboxContext, { write, scopeOf, nameOf }: Encoding<Item>): Outbox<Item> {
  const { maxQueueItems } = options;
  let waitingItems = 0;
  const { lane, observer, metrics } = openLane(options, context, (report) => {
    if (endsWaiting(report)) waitingItems -= report.items;
  });
  const item = options.signal === 'traces' ? 'span' : 'log';
  const processorMetrics = createProcessorMetrics(context.selfObsMeterProvider, item, { capacity: maxQueueItems, size: () => outbox.itemCount });
  const outbox: Outbox<Item> = new Outbox({
    courier: context.courier,
    lane,
    resource: context.resource,
    write,
    scopeOf,
    maxItems: options.maxBatchItems,
    handOverDelayMs: Math.min(handOverDelayMs, options.scheduledDelayMs),
    maxBytes: maxUntakenBytes,
    hasRoom: (items) => waitingItems + items < maxQueueItems,
    onHandedOver(items) {
      waitingItems += items;
      metrics.handedOver(items);
      processorMetrics.processed(items);
    },
    onFull() {
      observer.dropped(1);
      processorMetrics.failed(1, queueFull);
      const most = maxQueueItems === Infinity ? `${maxUntakenBytes / 1024 / 1024} MiB of` : maxQueueItems;
      reportProblem('queue-full', `${most} ${what}s are waiting already.`);
    },
    onInvalid(item, error) {
      observer.leftOut(1);
      processorMetrics.failed(1, 'record-invalid' satisfies ProblemCode);
      reportProblem('record-invalid', `the ${what} ${quoteName(() => nameOf(item))} of the instrumentation scope ${quoteName(() => scopeOf(item).name)} cannot be encoded (${describeErrorWithoutMessage(error)}); it is left out.`);
    },
  });
  context.courier.addOutbox(() => outbox.handOver());
  return outbox;
}

function openLane(options: LaneOptions & OutboxBatch, context: Omit<OutboxContext, 'resource'>, onReport: (report: LaneReport) => void = () => undefined): { readonly lane: number; readonly observer: ExportObserver; readonly metrics: LaneMetrics } {
  const { courier, reporter, proxies = {} } = context;
  const { signal, exporter } = options;
  const endpoint = otlpEndpoint(signal, exporter);
  const observer = reporter.observe(signal, endpoint);
  const metrics = createLaneMetrics(context, signal, protocolOf(exporter), endpoint);
  try {
    // what cannot work as configured is said now
    readConnection(endpoint, exporter.otlp_grpc ?? exporter.otlp_http ?? {}, proxies);
  } catch (error) {
    observer.failed(0, toDeliveryError(error));
  }
  const report = createLaneReporter(observer);
  const { scheduledDelayMs, maxBatchItems } = options;
  const lane = courier.addLane({ signal, exporter, scheduledDelayMs, maxBatchItems }, (event) => {
    onReport(event);
    metrics.reported(event);
    report(event);
  });
  return { lane, observer, metrics };
}

function protocolOf({ otlp_grpc: grpc, otlp_http: http }: OtlpExporterModel): string {
  if (grpc !== undefined) return 'grpc';
  return http?.encoding === 'json' ? 'http_json' : 'http';
}

/** What cannot be encoded may have no name that can be read, either. */
function quoteName(read: () => unknown): string {
  try {
    const name = read();
    if (typeof name === 'string' && name !== '') return `"${name}"`;
  } catch {
    // as if there were none
  }
  return '(no name)';
}
