/** What a scenario left, without what differs from run to run by nature: ids, times, ports. Of two agents that do the same it is equal. */
import type { Message } from '../../src/otlp/schema.js';
import type { AgentRun, Outcome, ScopedSpan } from './run-agent.js';
import { caseIdIn, identityOf, parentSpanId, type Scenario } from './scenario.js';

/** From a readable path to a readable value. */
export type Observation = Readonly<Record<string, string>>;

/** One for each scenario by its name; `metrics` and `strays` of all. */
export function observe(run: AgentRun, scenarios: readonly Scenario[]): Map<string, Observation> {
  const byCase = groupSpans(run, scenarios);
  const observations = new Map<string, Observation>();
  for (const scenario of scenarios) {
    const { id } = identityOf(scenario);
    observations.set(scenario.name, {
      ...observeOutcome(run.outcomes.get(id) ?? {}, run),
      ...observeNotes(run, id),
      ...observeCalls(run, scenario, byCase.get(id) ?? []),
      ...observeSpans(byCase.get(id) ?? [], scenario, run),
    });
  }
  observations.set('what belongs to no scenario', { ...observeSpans(byCase.get('none') ?? [], undefined, run), 'active at top level': run.notes.isRootActive ? 'nothing' : 'a context' });
  observations.set('metrics', observeMetrics(run));
  return observations;
}

/** Spans belong to a scenario by the trace that it sent, or because any of their trace has its id in an attribute. */
function groupSpans({ spans }: AgentRun, scenarios: readonly Scenario[]): Map<string, ScopedSpan[]> {
  const caseOfTrace = new Map(scenarios.map((scenario) => [identityOf(scenario).traceId, identityOf(scenario).id]));
  for (const { span } of spans) {
    const found = caseIdIn([span.name, ...span.attributes.map(({ value }) => value?.stringValue ?? '')].join('\n'));
    if (found !== undefined && !caseOfTrace.has(span.traceId)) caseOfTrace.set(span.traceId, found);
  }
  const grouped = new Map<string, ScopedSpan[]>();
  for (const scoped of spans) {
    // a root that begins within a request names it by a link
    const traces = [scoped.span.traceId, ...scoped.span.links.map(({ traceId }) => traceId)];
    const id = traces.map((traceId) => caseOfTrace.get(traceId)).find((known) => known !== undefined) ?? 'none';
    grouped.set(id, [...(grouped.get(id) ?? []), scoped]);
  }
  return grouped;
}

const unlikeHeaders = /^(date|x-request-id|x-correlation-id)$/i;

function observeOutcome({ reply, call }: Outcome, run: AgentRun): Observation {
  if (reply === undefined) return { call: normaliseText(JSON.stringify(call), run) };
  const lines = reply.text.split('\r\n');
  return {
    'connection': reply.ending,
    'response': lines.filter((line) => !unlikeHeaders.test(line.split(':', 1)[0] ?? '')).map((line) => (line.length > 500 ? `${line.length} characters` : normaliseText(line, run))).join('\n'),
    'ids in the response': lines.map((line) => line.split(':', 1)[0] ?? '').filter((name) => /^x-(request|correlation)-id$/i.test(name)).join(', '),
  };
}

function observeNotes({ notes }: AgentRun, id: string): Observation {
  return {
    notes: notes.notes.filter(([of]) => of === id).map(([, text]) => text).join('\n'),
    'left open': String(notes.open.filter((of) => of === id).length),
  };
}

/** What a target got: with which spans in `traceparent`. */
function observeCalls(run: AgentRun, scenario: Scenario, spans: readonly ScopedSpan[]): Observation {
  const { id, traceId } = identityOf(scenario);
  const calls = run.calls.filter(({ caseId }) => caseId === id);
  const describe = (header: string): string => {
    const [, trace = '', span = '', flags = ''] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header) ?? [];
    if (trace === '') return header;
    const sender = spans.find(({ span: { spanId } }) => spanId === span)?.span;
    const whose = trace === traceId ? 'the trace of the caller' : spans.some(({ span: other }) => other.traceId === trace) ? 'its own trace' : /^(1+|0+)$/.test(trace) ? trace : 'a trace without spans';
    return `${whose}, ${sender === undefined ? (span === parentSpanId ? 'the span of the caller' : /^(2+|0+)$/.test(span) ? span : 'no span') : `span ${sender.kind} ${sender.name}`}, ${flags}`;
  };
  return Object.fromEntries(calls.flatMap(({ method, url, rawHeaders }, index) => {
    const at = `sent ${index + 1}`;
    const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, pair) => [rawHeaders[2 * pair] ?? '', rawHeaders[2 * pair + 1] ?? ''] as const);
    const isId = (name: string): boolean => name === 'x-correlation-id';
    return [
      [at, normaliseText(`${method} ${url}`, run)],
      [`${at} headers`, pairs.filter(([name]) => !isId(name)).map(([name, value]) => `${name}: ${name.toLowerCase() === 'traceparent' ? describe(value) : normaliseText(value, run)}`).join('\n')],
      [`${at} x-correlation-id`, pairs.some(([name]) => isId(name)) ? 'sent' : ''],
    ];
  }));
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

function observeSpans(spans: readonly ScopedSpan[], scenario: Scenario | undefined, run: AgentRun): Observation {
  const traceId = scenario && identityOf(scenario).traceId;
  const reply = scenario && run.outcomes.get(identityOf(scenario).id)?.reply;
  const ids = new Set(spans.map(({ span }) => span.spanId));
  const seen: Record<string, string> = {};
  const place = (parent: string, children: readonly ScopedSpan[]): void => {
    const counts = new Map<string, number>();
    for (const scoped of children.toSorted(byOrder)) {
      const { span, scope } = scoped;
      if (isInterrupted(scoped)) {
        seen[`${parent}open at the end: ${span.name}`] = 'seen';
        continue;
      }
      const kind = kinds[span.kind] ?? String(span.kind);
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const at = `${parent}${kind} span${count === 1 ? '' : ` ${count}`}`;
      const whoseTrace = span.traceId === traceId ? 'of the caller' : 'own';
      const parentId = ids.has(span.parentSpanId) ? 'a span' : span.parentSpanId === '' ? 'none' : /^(\w)\1*$/.test(span.parentSpanId) || span.parentSpanId === parentSpanId ? span.parentSpanId : 'unknown';
      Object.assign(seen, describeSpan(at, span, { scope, whoseTrace, parentId }, run, reply?.localPort));
      place(`${at} > `, spans.filter(({ span: other }) => other.parentSpanId === span.spanId));
    }
  };
  place('', spans.filter(({ span }) => !ids.has(span.parentSpanId)));
  return seen;
}

/** Upstream has no such spans: all that it knows of them is lost. */
function isInterrupted({ span }: ScopedSpan): boolean {
  return span.attributes.some(({ key }) => key === 'otel_distro.interrupted');
}

/** Siblings by what they are, and by when they began. */
function byOrder(one: ScopedSpan, other: ScopedSpan): number {
  const key = ({ span }: ScopedSpan): string => `${span.name} ${span.attributes.filter(({ key: name }) => name === 'url.full' || name === 'url.path').map(({ value }) => value?.stringValue).join(' ')}`;
  return key(one).localeCompare(key(other), 'en') || Number(one.span.startTimeUnixNano - other.span.startTimeUnixNano);
}

function describeSpan(at: string, span: Message<'Span'>, more: { readonly scope: string; readonly whoseTrace: string; readonly parentId: string }, run: AgentRun, localPort: number | undefined): Observation {
  const textOf = (value: Message<'AnyValue'> | undefined, key: string): string => {
    if (key === 'network.peer.port' && Number(value?.intValue) === localPort) return 'int <own port>';
    if (key === 'exception.stacktrace') return normaliseText((value?.stringValue ?? '').split('\n', 1).join(''), run);
    return describeValue(value, run);
  };
  const seen: Record<string, string> = {
    [at]: normaliseText(span.name, run),
    [`${at} scope`]: more.scope,
    [`${at} trace`]: more.whoseTrace,
    [`${at} parent`]: more.parentId,
    [`${at} flags`]: span.flags.toString(16),
    [`${at} tracestate`]: span.traceState,
    [`${at} status`]: `${span.status?.code ?? 0} ${normaliseText(span.status?.message ?? '', run)}`,
    [`${at} dropped`]: `${span.droppedAttributesCount} attributes, ${span.droppedEventsCount} events, ${span.droppedLinksCount} links`,
    [`${at} time`]: span.endTimeUnixNano >= span.startTimeUnixNano ? 'forward' : 'backward',
  };
  for (const { key, value } of span.attributes) seen[`${at} attribute ${key}`] = textOf(value, key);
  for (const [index, { name, attributes, droppedAttributesCount }] of span.events.entries()) {
    seen[`${at} event ${index + 1}`] = `${name} ${attributes.map(({ key, value }) => `${key}=${textOf(value, key)}`).sort().join(', ')} (${droppedAttributesCount} dropped)`;
  }
  for (const [index, { traceId, spanId, traceState, attributes, droppedAttributesCount, flags }] of span.links.entries()) {
    const target = run.spans.some(({ span: other }) => other.spanId === spanId) ? 'a span of the app' : `${traceId} ${spanId}`;
    seen[`${at} link ${index + 1}`] = `${target} ${flags.toString(16)} "${traceState}" ${attributes.map(({ key, value }) => `${key}=${textOf(value, key)}`).sort().join(', ')} (${droppedAttributesCount} dropped)`;
  }
  return seen;
}

function describeValue(value: Message<'AnyValue'> | undefined, run: AgentRun): string {
  if (value?.stringValue !== undefined) return JSON.stringify(normaliseText(value.stringValue, run));
  if (value?.intValue !== undefined) return `int ${run.ports.get(Number(value.intValue)) ?? value.intValue}`;
  if (value?.doubleValue !== undefined) return `double ${value.doubleValue}`;
  if (value?.boolValue !== undefined) return `bool ${value.boolValue}`;
  if (value?.arrayValue !== undefined) return `[${value.arrayValue.values.map((item) => describeValue(item, run)).join(', ')}]`;
  if (value?.kvlistValue !== undefined) return `{${value.kvlistValue.values.map(({ key, value: item }) => `${key}: ${describeValue(item, run)}`).join(', ')}}`;
  return value?.bytesValue === undefined ? 'none' : `bytes ${Buffer.from(value.bytesValue).toString('hex')}`;
}

function normaliseText(text: string, { ports, socketPath }: AgentRun): string {
  let normalised = text.replaceAll(socketPath, '<socket>');
  for (const [port, name] of ports) normalised = normalised.replaceAll(`:${port}`, `:${name}`);
  return normalised;
}

const durations = ['http.server.request.duration', 'http.client.request.duration'];

function observeMetrics(run: AgentRun): Observation {
  const seen: Record<string, string> = {};
  for (const { metric: { name, unit, description, histogram }, scope } of run.metrics) {
    if (!scope.includes('instrumentation-http') && !durations.includes(name)) continue;
    for (const { attributes, count, bucketCounts, explicitBounds, sum = 0, min = 0, max = 0, flags } of histogram?.dataPoints ?? []) {
      const errorType = attributes.find(({ key }) => key === 'error.type');
      // upstream adds the status to the object that it has recorded an error with, which may or may not be seen
      const isExtra = (key: string): boolean => key === 'http.response.status_code' && errorType !== undefined && !/^\d+$/.test(errorType.value?.stringValue ?? '');
      const key = attributes.filter(({ key: of }) => !isExtra(of)).map(({ key: of, value }) => `${of}=${describeValue(value, run)}`).sort().join(', ');
      const isSound = bucketCounts.reduce((total, each) => total + each, 0n) === count && min >= 0 && max >= min && sum >= max && sum < 1000;
      seen[`${name} of ${key}`] = `${count} in ${bucketCounts.length} buckets up to ${explicitBounds.join(' ')}; ${unit}, ${description}, ${scope}, ${histogram?.aggregationTemporality}, ${flags}; ${isSound ? 'sound' : `sum ${sum} min ${min} max ${max} of ${bucketCounts.join(' ')}`}`;
      seen[`${name} of ${key}: extra status`] = attributes.filter(({ key: of }) => isExtra(of)).map(({ value }) => describeValue(value, run)).join(', ');
    }
  }
  return seen;
}
