/** Settings of the traces signal: exporters, sampling, batches, limits. */
import { duration, enumeration, enumerationList, integer, limit, ratio, timeout } from '../kinds.js';
import { url } from '../kinds/address.js';
import { atMost, narrowing, optional, setting } from '../setting.js';

export const attributeLimits = {
  valueLength: optional({
    env: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    kind: limit,
    defaultDoc: 'no limit',
    doc: 'The longest text an attribute of a span or log record may hold.',
    deviation: 'Upstream accepts negative values.',
  }),
  count: setting({
    env: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
    kind: limit,
    default: 128,
    doc: 'The largest number of attributes on a span or log record.',
    deviation: 'Upstream accepts negative values.',
  }),
} as const;

export const traces = {
  exporters: setting({
    env: 'OTEL_TRACES_EXPORTER',
    kind: enumerationList(['otlp', 'console', 'otlp/stdout', 'zipkin', 'none']),
    default: ['otlp'],
    doc: 'Where spans go; with none, spans are still made, so that logs carry trace ids.',
    deviation: 'Upstream is case-sensitive (OTLP turns tracing off), and does not know otlp/stdout.',
  }),
  sampler: setting({
    env: 'OTEL_TRACES_SAMPLER',
    kind: enumeration(
      ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'],
      { unsupported: ['jaeger_remote', 'parentbased_jaeger_remote', 'xray'] },
    ),
    default: 'parentbased_always_on',
    doc: 'Which traces are recorded.',
    deviation: 'Upstream is case-sensitive (ALWAYS_OFF records everything).',
  }),
  samplerRatio: setting({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    kind: ratio,
    default: 1,
    doc: 'The share of traces that traceidratio and parentbased_traceidratio record.',
  }),
  openSpanWarningMs: optional({
    env: 'OTEL_DISTRO_OPEN_SPAN_WARNING',
    kind: duration(),
    defaultDoc: '300000, and 0 where NODE_ENV is production',
    doc: 'After how long a span of startSpan that has not ended is reported, with the place that started it; with 0 nobody looks.',
  }),
  zipkinEndpoint: setting({
    env: 'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
    kind: url,
    default: 'http://localhost:9411/api/v2/spans',
    deprecated: 'Zipkin takes OTLP; use OTEL_TRACES_EXPORTER=otlp.',
    doc: 'Where the zipkin exporter sends spans.',
  }),
  zipkinTimeoutMs: setting({
    env: 'OTEL_EXPORTER_ZIPKIN_TIMEOUT',
    kind: timeout,
    default: 10_000,
    deprecated: 'Zipkin takes OTLP; use OTEL_TRACES_EXPORTER=otlp.',
    doc: 'The longest time that sending a batch to Zipkin may take.',
    deviation: 'Upstream ignores it.',
  }),
} as const;

const spanQueueSize = optional({
  env: 'OTEL_BSP_MAX_QUEUE_SIZE',
  kind: integer({ min: 1 }),
  doc: 'How many finished spans may wait for export; more are dropped and counted.',
  defaultDoc: '2048, and no number for OTLP, where OTEL_DISTRO_DELIVERY_MEMORY and the spool bound what waits',
  deviation: 'The specification has 2048 for all.',
});

export const spanBatches = {
  scheduleDelayMs: setting({
    env: 'OTEL_BSP_SCHEDULE_DELAY',
    kind: duration(),
    default: 5000,
    doc: 'How long a finished span waits for others before it is exported.',
    deviation: 'Upstream refuses 0.',
  }),
  exportTimeoutMs: setting({
    env: 'OTEL_BSP_EXPORT_TIMEOUT',
    kind: timeout,
    default: 30_000,
    doc: 'The longest time that exporting a batch of spans may take.',
    deviation: 'Upstream refuses 0.',
  }),
  maxQueueSize: spanQueueSize,
  maxExportBatchSize: setting({
    env: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    kind: integer({ min: 1 }),
    default: 512,
    check: atMost(spanQueueSize, 2048),
    doc: 'The largest number of spans in a batch, at most OTEL_BSP_MAX_QUEUE_SIZE.',
  }),
} as const;

export const spanLimits = {
  attributeValueLength: narrowing(
    attributeLimits.valueLength,
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'The longest text an attribute of a span may hold.',
  ),
  attributeCount: narrowing(attributeLimits.count, 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'The largest number of attributes on a span.'),
  eventCount: setting({ env: 'OTEL_SPAN_EVENT_COUNT_LIMIT', kind: limit, default: 128, doc: 'The largest number of events on a span.' }),
  linkCount: setting({ env: 'OTEL_SPAN_LINK_COUNT_LIMIT', kind: limit, default: 128, doc: 'The largest number of links on a span.' }),
  attributesPerEvent: setting({
    env: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT'],
    kind: limit,
    default: 128,
    doc: 'The largest number of attributes on an event of a span.',
  }),
  attributesPerLink: setting({
    env: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT'],
    kind: limit,
    default: 128,
    doc: 'The largest number of attributes on a link of a span.',
  }),
} as const;
