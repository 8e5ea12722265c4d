/** A few of everything, for settings that change all of it. */
import { single, type CallScenario, type RawScenario, type Scenario } from '../scenario.js';

const agent = 'User-Agent: Googlebot {id}';
const traces = [['begins a trace', undefined], ['of a trace', '01'], ['of a trace that is not sampled', '00']] as const;
const acts = ['end', 'status 500', 'throw', 'child', 'child-of-root', 'attributes', 'many', 'long', 'events', 'exception', 'links', 'route', 'status-error', 'tell', 'overwrite', 'call get-text', 'call get-text-signed', 'call refused', 'call-in-child request-text', 'call-with-baggage get-options', 'head 404'];
const heads = ['X-Captured: one', 'x-captured: two\r\nX-Captured: three', 'Cookie: theme=dark', 'X-Number: 12345678', 'X-Empty:', 'User-Agent: AlwaysOn {id}', 'X-Forwarded-For: 192.0.2.1', 'b3: {trace}-e457b5a2e4d86bd1-1', 'X-B3-TraceId: {trace}\r\nX-B3-SpanId: e457b5a2e4d86bd1\r\nX-B3-Sampled: 0', 'baggage: plan=gold', 'tracestate: a=1'];
const queries = ['sig=c0ffee&page=2', 'colour=red&sig=c0ffee', 'Signature=c0ffee', 'a=1&colour=', 'a%20b=c+d'];

/** Each with what it begins with; `{id}` may be cut from attributes, so it stands first. */
const rawScenarios: readonly RawScenario[] = [
  ...traces.flatMap(([how, trace]) => acts.map((does) => single(`${does}, ${how}`, { does, target: '/{id}/a', lines: [agent], ...(trace && { trace }) }))),
  ...heads.flatMap((line) => [single(`header ${line}`, { lines: [line, agent], trace: '01' }), single(`header ${line}, sent on`, { lines: [line, agent], does: 'call get-options-header-values' })]),
  ...queries.map((query) => single(`query ${query}`, { target: `/{id}?${query}` })),
  ...['/ignored', '/ignored?x=1', '/ignored/not'].flatMap((target) => [single(`path ${target}`, { target, lines: [agent], trace: '01', does: 'child' }), single(`path ${target}, calling`, { target, lines: [agent], trace: '01', does: 'call get-text' })]),
];

const calls: readonly CallScenario[] = ['get-text', 'get-text-signed', 'get-options-header-values', 'refused', 'status-404', 'get-text-lower-agent', 'get-text-options'].flatMap((call) => [
  { name: `alone: ${call}`, call, parent: false },
  { name: `below a span: ${call}`, call, parent: true },
]);

export const settingsScenarios: readonly Scenario[] = [...rawScenarios, ...calls];

/** Their trace ids are given, so that a sampler decides in the same way on all of them. */
export const fixedTraceScenarios: readonly Scenario[] = (['01', '00'] as const).flatMap((trace) =>
  Array.from({ length: 24 }, (_, index) => single(`fixed trace ${index} ${trace}`, { trace, does: ['call get-text', 'child', 'tell'][index % 3] ?? 'end', lines: ['tracestate: a=1'] })),
);
