/** What records measurements: the SDK of upstream alone, and behind our redaction. Two readers, as `/metrics` and a collector have. */
import type { Attributes, MeterProvider } from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider as SdkMeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { RedactingMeterProvider } from '../../src/redaction/exits/redacting-meter-provider.js';
import { createRedactor } from '../../src/redaction/redactor.js';

export type ContenderName = 'upstream' | 'ours';

class Reader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

export function createProvider(contender: ContenderName): MeterProvider {
  const sdk = new SdkMeterProvider({ readers: [new Reader(), new Reader()] });
  return contender === 'ours' ? new RedactingMeterProvider(sdk, createRedactor()) : sdk;
}

const series: readonly Attributes[] = ['GET', 'POST'].flatMap((method) => ['/', '/orders', '/orders/:id', '/users/:id', '/health'].map((route) => ({
  'http.request.method': method, 'url.scheme': 'http', 'http.response.status_code': 200, 'network.protocol.version': '1.1', 'http.route': route,
})));
const frozen = series.map((attributes) => Object.freeze({ ...attributes }));

export interface Recorded {
  /** Of a histogram with the buckets of `http.server.request.duration`. */
  readonly record: (value: number, attributes: Attributes) => void;
  readonly add: (value: number, attributes: Attributes) => void;
}

let turn = 0;

/** Each records one measurement. */
export const calls = {
  'histogram, the same frozen attributes': ({ record }: Recorded) => record(0.012, frozen[2]!),
  'histogram, ten frozen attributes in turns': ({ record }: Recorded) => record(0.012, frozen[(turn = (turn + 1) % 10)]!),
  'counter, the same frozen attributes': ({ add }: Recorded) => add(1, frozen[2]!),
  'histogram, five attributes, made each time': ({ record }: Recorded) => record(0.012, { ...series[(turn = (turn + 1) % 10)] }),
  'histogram, three attributes, made each time': ({ record }: Recorded) => record(0.012, { 'http.request.method': 'GET', 'http.response.status_code': 200, 'http.route': '/orders/:id' }),
  'counter, one attribute, made each time': ({ add }: Recorded) => add(1, { kind: 'paid' }),
} as const satisfies Readonly<Record<string, (recorded: Recorded) => void>>;

export type CallName = keyof typeof calls;
