/** The two ways from an ended span or an emitted log record to the collector: ours, and upstream's as it is installed. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as sdkLogs from '@opentelemetry/sdk-logs';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as sdkTrace from '@opentelemetry/sdk-trace';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ExportReporter } from '../../src/delivery/export-reporter.js';
import { CourierThread } from '../../src/delivery/outbox/courier-thread.js';
import { createOutboxLogRecordProcessor, createOutboxSpanProcessor } from '../../src/delivery/outbox/create-outbox.js';
import { ByteWriter } from '../../src/otlp/encode/byte-writer.js';
import { writeLogRecord } from '../../src/otlp/encode/encode-log-record.js';
import { writeSpan } from '../../src/otlp/encode/encode-span.js';
import { makeLogRecords, makeSpans, type Sdk } from './records.js';

export const stepNames = ['span encoded', 'span handed over', 'span sent', 'log record encoded', 'log record handed over', 'log record sent'] as const;
export type StepName = (typeof stepNames)[number];

/** Does it for all records, and resolves when they are where the step leads to. */
export type Step = () => unknown;

export interface Options {
  /** Of the installed app. */
  readonly folder: string;
  /** Of the collector. */
  readonly url: string;
}

/** What is missing is not there: ours leaves the app thread when it is handed over, and is sent by another. */
export type Steps = Partial<Readonly<Record<StepName, Step>>>;

export const contenders = { ours, upstream } as const satisfies Readonly<Record<string, (options: Options) => Steps>>;

/** @param options `folder` holds the thread of the courier as it is shipped */
function ours({ folder, url }: Options): Steps {
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const spans = makeSpans({ trace: sdkTrace, logs: sdkLogs, resources: { resourceFromAttributes } });
  const records = makeLogRecords({ trace: sdkTrace, logs: sdkLogs, resources: { resourceFromAttributes } });
  const file = path.join(folder, 'node_modules/@org/otel-distro/dist/courier-worker.cjs');
  const courier = new CourierThread({ file, proxies: {}, spool: undefined, maxMemoryBytes: 1 << 25 });
  const batch = { maxBatchItems: 512, maxQueueItems: Infinity };
  const context = { courier, resource, reporter: new ExportReporter() };
  const forSpans = createOutboxSpanProcessor({ otlp_http: { endpoint: `${url}/v1/traces` } }, { ...batch, scheduledDelayMs: 5000 }, context);
  const forRecords = createOutboxLogRecordProcessor({ otlp_http: { endpoint: `${url}/v1/logs` } }, { ...batch, scheduledDelayMs: 1000 }, context);
  return {
    'span encoded': () => encodeEach(spans, writeSpan),
    'span handed over': () => {
      for (const span of spans) forSpans.onEnd(span);
      return forSpans.forceFlush();
    },
    'log record encoded': () => encodeEach(records, writeLogRecord),
    'log record handed over': () => {
      for (const record of records) forRecords.onEmit(record as sdkLogs.ReadWriteLogRecord);
      return forRecords.forceFlush();
    },
  };
}

const chunkBytes = 64 * 1024;
const writer = new ByteWriter(Buffer.allocUnsafeSlow(2 * chunkBytes));

function encodeEach<Item>(items: readonly Item[], write: (writer: ByteWriter, item: Item) => void): void {
  for (const item of items) {
    if (writer.length >= chunkBytes) writer.length = 0;
    write(writer, item);
  }
}

const batchSize = 512;

interface Transformer {
  readonly ProtobufTraceSerializer: { serializeRequest(spans: ReadableSpan[]): Uint8Array | undefined };
  readonly ProtobufLogsSerializer: { serializeRequest(records: ReadableLogRecord[]): Uint8Array | undefined };
}

type NewExporter<Exporter> = new (options: { readonly url: string }) => Exporter;

function upstream({ folder, url }: Options): Steps {
  const require = createRequire(path.join(folder, 'package.json'));
  const load = <Module>(name: string): Module => require(`@opentelemetry/${name}`) as Module;
  const traceSdk = load<typeof sdkTrace>('sdk-trace');
  const logsSdk = load<typeof sdkLogs>('sdk-logs');
  const sdk: Sdk = { trace: traceSdk, logs: logsSdk, resources: load('resources') };
  const spans = makeSpans(sdk);
  const records = makeLogRecords(sdk);
  const { ProtobufTraceSerializer, ProtobufLogsSerializer } = load<Transformer>('otlp-transformer');
  const { OTLPTraceExporter } = load<{ OTLPTraceExporter: NewExporter<SpanExporter> }>('exporter-trace-otlp-proto');
  const { OTLPLogExporter } = load<{ OTLPLogExporter: NewExporter<LogRecordExporter> }>('exporter-logs-otlp-proto');
  const endSpans = (exporter: SpanExporter): Step => {
    const processor = new traceSdk.BatchSpanProcessor({ exporter });
    return () => {
      for (const span of spans) processor.onEnd(span);
      return processor.forceFlush();
    };
  };
  const emitRecords = (exporter: LogRecordExporter): Step => {
    const processor = new logsSdk.BatchLogRecordProcessor({ exporter });
    return () => {
      for (const record of records) processor.onEmit(record as sdkLogs.ReadWriteLogRecord);
      return processor.forceFlush();
    };
  };
  return {
    'span encoded': () => inBatches(spans, (batch) => ProtobufTraceSerializer.serializeRequest(batch)),
    'span handed over': endSpans(encodeOnly((batch) => ProtobufTraceSerializer.serializeRequest(batch))),
    'span sent': endSpans(new OTLPTraceExporter({ url: `${url}/v1/traces` })),
    'log record encoded': () => inBatches(records, (batch) => ProtobufLogsSerializer.serializeRequest(batch)),
    'log record handed over': emitRecords(encodeOnly((batch) => ProtobufLogsSerializer.serializeRequest(batch))),
    'log record sent': emitRecords(new OTLPLogExporter({ url: `${url}/v1/logs` })),
  };
}

function inBatches<Item>(items: readonly Item[], encode: (batch: Item[]) => unknown): void {
  for (let from = 0; from < items.length; from += batchSize) encode(items.slice(from, from + batchSize));
}

/** What the exporter makes is thrown away. */
function encodeOnly<Item>(encode: (batch: Item[]) => unknown): { export(items: Item[], onResult: (result: { code: number }) => void): void; forceFlush(): Promise<void>; shutdown(): Promise<void> } {
  return {
    export(items, onResult) {
      encode(items);
      onResult({ code: 0 });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
