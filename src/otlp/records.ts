/** The friendly form of what an OTLP request carries: one flat record per span, log record and metric. */

/**
 * Values as the app set them: string, boolean, number, bigint (an integer beyond 2^53), Uint8Array, arrays and plain objects of these, null.
 */
export type DecodedAttributes = Record<string, unknown>;

export type DecodedSpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface DecodedScope {
  name: string;
  version: string;
  schemaUrl: string;
  attributes: DecodedAttributes;
}

export interface DecodedSpanEvent {
  name: string;
  timeUnixNano: bigint;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
}

export interface DecodedSpanLink {
  traceId: string;
  spanId: string;
  traceState: string;
  flags: number;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
}

export interface DecodedSpan {
  name: string;
  kind: DecodedSpanKind;
  /** 32 lower-case hex digits. */
  traceId: string;
  /** 16 lower-case hex digits. */
  spanId: string;
  /** Absent on a root span. */
  parentSpanId?: string;
  /** The `tracestate` header value, empty when there is none. */
  traceState: string;
  /** W3C trace flags in the low eight bits; 0x100 says that 0x200, "the parent is remote", is known. */
  flags: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: DecodedAttributes;
  events: DecodedSpanEvent[];
  links: DecodedSpanLink[];
  status: { code: 'unset' | 'ok' | 'error'; message: string };
  droppedAttributesCount: number;
  droppedEventsCount: number;
  droppedLinksCount: number;
  resource: DecodedAttributes;
  scope: DecodedScope;
}

export interface DecodedLogRecord {
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  /** 1 to 24, 0 when not set; 9 is INFO, 13 WARN, 17 ERROR. */
  severityNumber: number;
  severityText: string;
  body: unknown;
  attributes: DecodedAttributes;
  eventName: string;
  traceId?: string;
  spanId?: string;
  flags: number;
  droppedAttributesCount: number;
  resource: DecodedAttributes;
  scope: DecodedScope;
}

export interface DecodedBuckets {
  offset: number;
  bucketCounts: number[];
}

export interface DecodedExemplar {
  timeUnixNano: bigint;
  value: number;
  traceId?: string;
  spanId?: string;
  attributes: DecodedAttributes;
}

/** Which fields a point has depends on the type of its metric. 64-bit counts and values are numbers here, rounded beyond 2^53. */
export interface DecodedMetricPoint {
  attributes: DecodedAttributes;
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  flags: number;
  exemplars: DecodedExemplar[];
  /** sum, gauge */
  value?: number;
  /** histogram, exponentialHistogram, summary */
  count?: number;
  sum?: number;
  min?: number;
  max?: number;
  /** histogram */
  bounds?: number[];
  bucketCounts?: number[];
  /** exponentialHistogram */
  scale?: number;
  zeroCount?: number;
  zeroThreshold?: number;
  positive?: DecodedBuckets;
  negative?: DecodedBuckets;
  /** summary */
  quantiles?: { quantile: number; value: number }[];
}

export interface DecodedMetric {
  name: string;
  unit: string;
  description: string;
  type: 'sum' | 'gauge' | 'histogram' | 'exponentialHistogram' | 'summary';
  /** sum, histogram, exponentialHistogram */
  temporality?: 'unspecified' | 'delta' | 'cumulative';
  /** sum */
  monotonic?: boolean;
  points: DecodedMetricPoint[];
  resource: DecodedAttributes;
  scope: DecodedScope;
}

/** Everything that one request carried. */
export interface DecodedRecords {
  spans: DecodedSpan[];
  logs: DecodedLogRecord[];
  metrics: DecodedMetric[];
}
