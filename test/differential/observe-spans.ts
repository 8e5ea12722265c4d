/** The spans of a scenario as lines that are equal for agents that do the same: parents by the tree, no ids, no times, typed values. */
import type { Message } from '../../src/otlp/schema.js';
import type { Observation } from './observe.js';
import type { AgentRun, ScopedSpan } from './run-agent.js';
import { identityOf, parentSpanId, type Scenario } from './scenario.js';

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

interface Place {
  readonly run: AgentRun;
  /** Of the `traceparent` that the scenario may have sent. */
  readonly traceId: string | undefined;
  /** Of the connection over which it was sent. */
  readonly localPort: number | undefined;
}

export function observeSpans(spans: readonly ScopedSpan[], scenario: Scenario | undefined, run: AgentRun): Observation {
  const identity = scenario && identityOf(scenario);
  const place: Place = { run, traceId: identity?.traceId, localPort: identity && run.outcomes.get(identity.id)?.reply?.localPort };
  const ids = new Set(spans.map(({ span }) => span.spanId));
  const seen: Record<string, string> = {};
  const walk = (prefix: string, siblings: readonly ScopedSpan[]): void => {
    const counts = new Map<string, number>();
    for (const scoped of siblings.toSorted(byOrder)) {
      const { span } = scoped;
      if (isInterrupted(span)) {
        seen[`${prefix}open at the end: ${span.name}`] = 'seen';
        continue;
      }
      const kind = kinds[span.kind] ?? String(span.kind);
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const at = `${prefix}${kind} span${count === 1 ? '' : ` ${count}`}`;
      for (const [part, value] of describeSpan(scoped, ids, place)) seen[part === '' ? at : `${at} ${part}`] = value;
      walk(`${at} > `, spans.filter(({ span: other }) => other.parentSpanId === span.spanId));
    }
  };
  walk('', spans.filter(({ span }) => !ids.has(span.parentSpanId)));
  return seen;
}

/** Upstream has no such spans: all that it knows of them is lost. */
function isInterrupted({ attributes }: Message<'Span'>): boolean {
  return attributes.some(({ key }) => key === 'otel_distro.interrupted');
}

/** Siblings by what they are, and by when they began. */
function byOrder(one: ScopedSpan, other: ScopedSpan): number {
  const targetOf = ({ attributes }: Message<'Span'>): string => attributes.map(({ key, value }) => (key === 'url.full' || key === 'url.path' ? value?.stringValue : '')).join('');
  const keyOf = ({ span }: ScopedSpan): string => `${span.name} ${targetOf(span)}`;
  return keyOf(one).localeCompare(keyOf(other), 'en') || Number(one.span.startTimeUnixNano - other.span.startTimeUnixNano);
}

function* describeSpan({ span, scope }: ScopedSpan, ids: ReadonlySet<string>, place: Place): Iterable<readonly [part: string, value: string]> {
  const { run, traceId } = place;
  yield ['', normaliseText(span.name, run)];
  yield ['scope', scope];
  yield ['trace', span.traceId === traceId ? 'of the caller' : 'own'];
  yield ['parent', describeParent(span.parentSpanId, ids)];
  yield ['flags', span.flags.toString(16)];
  yield ['tracestate', span.traceState];
  yield ['status', `${span.status?.code ?? 0} ${normaliseText(span.status?.message ?? '', run)}`];
  yield ['dropped', `${span.droppedAttributesCount} attributes, ${span.droppedEventsCount} events, ${span.droppedLinksCount} links`];
  yield ['time', describeTime(span, run)];
  for (const { key, value } of span.attributes) yield [`attribute ${key}`, describeAttribute(key, value, place)];
  for (const [index, { name, attributes, droppedAttributesCount, timeUnixNano }] of span.events.entries()) {
    const time = timeUnixNano + marginNano > span.startTimeUnixNano && timeUnixNano < span.endTimeUnixNano + marginNano ? 'within the span' : String(timeUnixNano);
    yield [`event ${index + 1}`, `${name}, ${time}, ${describeAttributes(attributes, place)}, ${droppedAttributesCount} dropped`];
  }
  for (const [index, { traceId: linkedTrace, spanId, traceState, attributes, droppedAttributesCount, flags }] of span.links.entries()) {
    const target = run.spans.some(({ span: other }) => other.spanId === spanId) ? 'a span of the app' : linkedTrace === traceId ? 'a span that is not sampled' : `${linkedTrace} ${spanId}`;
    yield [`link ${index + 1}`, `${target}, ${flags.toString(16)}, "${traceState}", ${describeAttributes(attributes, place)}, ${droppedAttributesCount} dropped`];
  }
}

/** Of a root upstream knows the start by whole milliseconds. */
const marginNano = 2_000_000n;

function describeTime({ startTimeUnixNano, endTimeUnixNano }: Message<'Span'>, { startedAtMs, endedAtMs }: AgentRun): string {
  if (endTimeUnixNano < startTimeUnixNano) return 'backward';
  const isThen = startTimeUnixNano + marginNano >= BigInt(startedAtMs) * 1_000_000n && endTimeUnixNano - marginNano <= BigInt(endedAtMs) * 1_000_000n;
  return isThen ? 'as it was' : `from ${startTimeUnixNano} to ${endTimeUnixNano}`;
}

function describeParent(id: string, ids: ReadonlySet<string>): string {
  if (id === '') return 'none';
  if (ids.has(id)) return 'a span';
  // those that scenarios send
  return id === parentSpanId || /^(\w)\1*$/.test(id) ? id : 'unknown';
}

function describeAttribute(key: string, value: Message<'AnyValue'> | undefined, { run, localPort }: Place): string {
  if (key === 'network.peer.port' && Number(value?.intValue) === localPort) return 'int <own port>';
  if (key === 'exception.stacktrace') return normaliseText((value?.stringValue ?? '').split('\n', 1).join(''), run);
  return describeValue(value, run);
}

function describeAttributes(attributes: readonly Message<'KeyValue'>[], place: Place): string {
  return attributes.map(({ key, value }) => `${key}=${describeAttribute(key, value, place)}`).sort().join(', ');
}

export function describeValue(value: Message<'AnyValue'> | undefined, run: AgentRun): string {
  if (value?.stringValue !== undefined) return JSON.stringify(normaliseText(value.stringValue, run));
  if (value?.intValue !== undefined) return `int ${run.ports.get(Number(value.intValue)) ?? value.intValue}`;
  if (value?.doubleValue !== undefined) return `double ${value.doubleValue}`;
  if (value?.boolValue !== undefined) return `bool ${value.boolValue}`;
  if (value?.arrayValue !== undefined) return `[${value.arrayValue.values.map((item) => describeValue(item, run)).join(', ')}]`;
  if (value?.kvlistValue !== undefined) return `{${value.kvlistValue.values.map(({ key, value: item }) => `${key}: ${describeValue(item, run)}`).join(', ')}}`;
  return value?.bytesValue === undefined ? 'none' : `bytes ${Buffer.from(value.bytesValue).toString('hex')}`;
}

/** The ports of one run by their names. */
export function normaliseText(text: string, { ports, socketPath }: AgentRun): string {
  let normalised = text.replaceAll(socketPath, '<socket>');
  for (const [port, name] of ports) normalised = normalised.replaceAll(`:${port}`, `:${name}`);
  return normalised;
}
