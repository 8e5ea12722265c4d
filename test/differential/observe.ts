/** What a scenario left, without what differs from run to run by nature: ids, times, ports. Of two agents that do the same it is equal. */
import { describeValue, normaliseText, observeSpans } from './observe-spans.js';
import type { AgentRun, Outcome, ScopedSpan } from './run-agent.js';
import type { ReceivedCall } from './targets.js';
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

/** Spans belong to a scenario by its id in them, by the trace that it sent, or by that of another of its spans. */
function groupSpans({ spans }: AgentRun, scenarios: readonly Scenario[]): Map<string, ScopedSpan[]> {
  const caseOfTrace = new Map(scenarios.map((scenario) => [identityOf(scenario).traceId, identityOf(scenario).id]));
  const ownCaseOf = ({ span }: ScopedSpan): string | undefined => caseIdIn([span.name, ...span.attributes.map(({ value }) => value?.stringValue ?? '')].join('\n'));
  for (const scoped of spans) {
    const found = ownCaseOf(scoped);
    if (found !== undefined && !caseOfTrace.has(scoped.span.traceId)) caseOfTrace.set(scoped.span.traceId, found);
  }
  const grouped = new Map<string, ScopedSpan[]>();
  for (const scoped of spans) {
    // a root that begins within a request names it by a link
    const traces = [scoped.span.traceId, ...scoped.span.links.map(({ traceId }) => traceId)];
    const id = ownCaseOf(scoped) ?? traces.map((traceId) => caseOfTrace.get(traceId)).find((known) => known !== undefined) ?? 'none';
    grouped.set(id, [...(grouped.get(id) ?? []), scoped]);
  }
  return grouped;
}

const unlikeHeaders = /^(date|x-request-id|x-correlation-id)$/i;

function observeOutcome({ reply, call }: Outcome, run: AgentRun): Observation {
  if (reply === undefined) return { call: normaliseText(JSON.stringify(call), run) };
  const lines = reply.text.split('\r\n');
  return {
    'connection': reply.isClosed ? 'closed' : 'left open by the server',
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

/** Those at once come in any order. */
function orderOf({ method, url }: ReceivedCall): string {
  return `${method} ${url}`;
}

/** What a target got: with which spans in `traceparent`. */
function observeCalls(run: AgentRun, scenario: Scenario, spans: readonly ScopedSpan[]): Observation {
  const { id, traceId } = identityOf(scenario);
  const calls = run.calls.filter(({ caseId }) => caseId === id).toSorted((one, other) => orderOf(one).localeCompare(orderOf(other), 'en'));
  const nameOfTrace = (trace: string): string => (trace === traceId ? 'trace of the caller' : spans.some(({ span }) => span.traceId === trace) ? 'own trace' : 'trace without spans');
  const nameOfSpan = (spanId: string): string => {
    const sender = spans.find(({ span }) => span.spanId === spanId)?.span;
    if (sender !== undefined) return `span ${sender.kind} ${sender.name}`;
    return spanId === parentSpanId ? 'span of the caller' : 'span that is not sampled';
  };
  // but for what the app sends itself
  const describe = (value: string): string => value.replaceAll(/\b(?!1{32}|2{16})([0-9a-f]{32}|[0-9a-f]{16})\b/g, (id) => `<${id.length === 32 ? nameOfTrace(id) : nameOfSpan(id)}>`);
  return Object.fromEntries(calls.flatMap(({ method, url, rawHeaders }, index) => {
    const at = `sent ${index + 1}`;
    const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, pair) => [rawHeaders[2 * pair] ?? '', rawHeaders[2 * pair + 1] ?? ''] as const);
    const isId = (name: string): boolean => name === 'x-correlation-id';
    return [
      [at, normaliseText(`${method} ${url}`, run)],
      [`${at} headers`, pairs.filter(([name]) => !isId(name)).map(([name, value]) => `${name}: ${normaliseText(describe(value), run)}`).join('\n')],
      [`${at} x-correlation-id`, pairs.some(([name]) => isId(name)) ? 'sent' : ''],
    ];
  }));
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
