/** Turns decoded OTLP requests into the flat records of records.ts. */
import type {
  DecodedAttributes,
  DecodedBuckets,
  DecodedExemplar,
  DecodedLogRecord,
  DecodedMetric,
  DecodedMetricPoint,
  DecodedScope,
  DecodedSpan,
  DecodedSpanKind,
} from './records.js';
import type { Message } from './schema.js';

const spanKinds: readonly DecodedSpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const statusCodes = ['unset', 'ok', 'error'] as const;
const temporalities = ['unspecified', 'delta', 'cumulative'] as const;

export function toSpans(request: Message<'ExportTraceServiceRequest'>): DecodedSpan[] {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const resourceAttributes = toAttributes(resource?.attributes ?? []);
    return scopeSpans.flatMap((group) => {
      const scope = toScope(group.scope, group.schemaUrl);
      return group.spans.map((span) => toSpan(span, resourceAttributes, scope));
    });
  });
}

function toSpan(span: Message<'Span'>, resource: DecodedAttributes, scope: DecodedScope): DecodedSpan {
  const { status, kind, parentSpanId, ...rest } = span;
  return {
    ...rest,
    kind: spanKinds[kind] ?? 'unspecified',
    ...(isId(parentSpanId) && { parentSpanId }),
    attributes: toAttributes(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: toAttributes(event.attributes) })),
    links: span.links.map((link) => ({ ...link, attributes: toAttributes(link.attributes) })),
    status: { code: statusCodes[status?.code ?? 0] ?? 'unset', message: status?.message ?? '' },
    resource,
    scope,
  };
}

export function toLogRecords(request: Message<'ExportLogsServiceRequest'>): DecodedLogRecord[] {
  return request.resourceLogs.flatMap(({ resource, scopeLogs }) => {
    const resourceAttributes = toAttributes(resource?.attributes ?? []);
    return scopeLogs.flatMap((group) => {
      const scope = toScope(group.scope, group.schemaUrl);
      return group.logRecords.map(({ traceId, spanId, body, attributes, ...rest }) => ({
        ...rest,
        body: toValue(body),
        attributes: toAttributes(attributes),
        ...(isId(traceId) && { traceId }),
        ...(isId(spanId) && { spanId }),
        resource: resourceAttributes,
        scope,
      }));
    });
  });
}

/** A metric without data is left out: it has no type. */
export function toMetrics(request: Message<'ExportMetricsServiceRequest'>): DecodedMetric[] {
  return request.resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const resourceAttributes = toAttributes(resource?.attributes ?? []);
    return scopeMetrics.flatMap((group) => {
      const scope = toScope(group.scope, group.schemaUrl);
      return group.metrics.flatMap((metric) => {
        const data = toMetricData(metric);
        if (data === undefined) return [];
        const { name, unit, description } = metric;
        return [{ name, unit, description, ...data, resource: resourceAttributes, scope }];
      });
    });
  });
}

function toMetricData(metric: Message<'Metric'>): Pick<DecodedMetric, 'type' | 'temporality' | 'monotonic' | 'points'> | undefined {
  const { sum, gauge, histogram, exponentialHistogram, summary } = metric;
  if (sum !== undefined) {
    const points = sum.dataPoints.map(toNumberPoint);
    return { type: 'sum', temporality: toTemporality(sum.aggregationTemporality), monotonic: sum.isMonotonic, points };
  }
  if (gauge !== undefined) return { type: 'gauge', points: gauge.dataPoints.map(toNumberPoint) };
  if (histogram !== undefined) {
    const points = histogram.dataPoints.map(toHistogramPoint);
    return { type: 'histogram', temporality: toTemporality(histogram.aggregationTemporality), points };
  }
  if (exponentialHistogram !== undefined) {
    const points = exponentialHistogram.dataPoints.map(toExponentialPoint);
    return { type: 'exponentialHistogram', temporality: toTemporality(exponentialHistogram.aggregationTemporality), points };
  }
  if (summary !== undefined) return { type: 'summary', points: summary.dataPoints.map(toSummaryPoint) };
  return undefined;
}

function toTemporality(value: number): (typeof temporalities)[number] {
  return temporalities[value] ?? 'unspecified';
}

interface PointBase {
  readonly attributes: readonly Message<'KeyValue'>[];
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly flags: number;
  readonly exemplars?: readonly Message<'Exemplar'>[];
}

function toPoint({ attributes, startTimeUnixNano, timeUnixNano, flags, exemplars = [] }: PointBase): DecodedMetricPoint {
  return { attributes: toAttributes(attributes), startTimeUnixNano, timeUnixNano, flags, exemplars: exemplars.map(toExemplar) };
}

function toExemplar({ timeUnixNano, traceId, spanId, filteredAttributes, asInt, asDouble }: Message<'Exemplar'>): DecodedExemplar {
  return {
    timeUnixNano,
    value: asDouble ?? Number(asInt ?? 0n),
    ...(isId(traceId) && { traceId }),
    ...(isId(spanId) && { spanId }),
    attributes: toAttributes(filteredAttributes),
  };
}

function toNumberPoint(point: Message<'NumberDataPoint'>): DecodedMetricPoint {
  const value = point.asDouble ?? (point.asInt === undefined ? undefined : Number(point.asInt));
  return { ...toPoint(point), ...(value !== undefined && { value }) };
}

function toStatistics({ sum, min, max }: { readonly sum?: number; readonly min?: number; readonly max?: number }): Partial<DecodedMetricPoint> {
  return { ...(sum !== undefined && { sum }), ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function toHistogramPoint(point: Message<'HistogramDataPoint'>): DecodedMetricPoint {
  return {
    ...toPoint(point),
    ...toStatistics(point),
    count: Number(point.count),
    bounds: [...point.explicitBounds],
    bucketCounts: point.bucketCounts.map(Number),
  };
}

function toBuckets(buckets: Message<'Buckets'> | undefined): DecodedBuckets {
  return { offset: buckets?.offset ?? 0, bucketCounts: (buckets?.bucketCounts ?? []).map(Number) };
}

function toExponentialPoint(point: Message<'ExponentialHistogramDataPoint'>): DecodedMetricPoint {
  return {
    ...toPoint(point),
    ...toStatistics(point),
    count: Number(point.count),
    scale: point.scale,
    zeroCount: Number(point.zeroCount),
    zeroThreshold: point.zeroThreshold,
    positive: toBuckets(point.positive),
    negative: toBuckets(point.negative),
  };
}

function toSummaryPoint(point: Message<'SummaryDataPoint'>): DecodedMetricPoint {
  return { ...toPoint(point), count: Number(point.count), sum: point.sum, quantiles: point.quantileValues.map((entry) => ({ ...entry })) };
}

function toScope(scope: Message<'InstrumentationScope'> | undefined, schemaUrl: string): DecodedScope {
  return { name: scope?.name ?? '', version: scope?.version ?? '', schemaUrl, attributes: toAttributes(scope?.attributes ?? []) };
}

export function toAttributes(pairs: readonly Message<'KeyValue'>[]): DecodedAttributes {
  const attributes: DecodedAttributes = {};
  for (const { key, value } of pairs) {
    // plain assignment of this key would set the prototype
    if (key === '__proto__') Object.defineProperty(attributes, key, { value: toValue(value), enumerable: true, configurable: true, writable: true });
    else attributes[key] = toValue(value);
  }
  return attributes;
}

function toValue(value: Message<'AnyValue'> | undefined): unknown {
  if (value === undefined) return null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) return toNumber(value.intValue);
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(toValue);
  if (value.kvlistValue !== undefined) return toAttributes(value.kvlistValue.values);
  return value.bytesValue ?? null;
}

function toNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** An id of zeros only means "none", as an absent one does. */
function isId(id: string): boolean {
  return id !== '' && !/^0+$/.test(id);
}
