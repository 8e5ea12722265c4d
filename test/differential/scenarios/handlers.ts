/** What handlers do: answers, errors, work on the active span; and what the caller's trace context becomes. */
import { parentSpanId, single, type RawScenario } from '../scenario.js';

const statuses = [100, 101, 102, 103, 199, 200, 201, 202, 204, 205, 206, 226, 300, 301, 302, 304, 307, 399, 400, 401, 403, 404, 405, 408, 409, 410, 418, 422, 429, 451, 499, 500, 501, 502, 503, 504, 511, 599, 600, 777, 999];

const plain = [
  'empty', 'later', 'chunks', 'trailers', 'informational', 'body', 'head 200', 'head 404', 'head 503', 'headers',
  'throw', 'throw-type', 'throw-text', 'throw-coded', 'throw-after-head', 'throw-after-end', 'reject', 'destroy', 'destroy-request', 'destroy-request-error', 'destroy-response', 'destroy-response-error', 'destroy-later',
  'emit-error', 'emit-two-errors', 'emit-error-unheard', 'emit-request-error', 'emit-close', 'write-after-end', 'head-twice', 'bad-status', 'never-answer',
  'child', 'child-later', 'child-after-end', 'child-of-root', 'attributes', 'overwrite', 'many', 'long', 'status-ok', 'status-error', 'status-ok-500', 'name', 'exception', 'events', 'links',
  'route', 'route-empty', 'route-name', 'route-500', 'route-throw', 'route-later', 'route-in-child', 'end-early', 'end-late', 'chained', 'tell', 'without-context',
  'hand-on', 'emit-again', 'emit-made', 'emit-nothing',
];

const agent = 'User-Agent: agent {id}';
const valid = `00-{trace}-${parentSpanId}`;
const contexts: readonly (readonly string[])[] = [
  [`traceparent: ${valid}-01`], [`traceparent: ${valid}-00`], [`traceparent: ${valid}-02`], [`traceparent: ${valid}-03`], [`traceparent: ${valid}-ff`], [`traceparent: ${valid}-1`], [`traceparent: ${valid}-01-extra`], [`traceparent: ${valid}-0101`],
  [`traceparent: 01-{trace}-${parentSpanId}-01`], [`traceparent: cc-{trace}-${parentSpanId}-01-what-the-future`], [`traceparent: ff-{trace}-${parentSpanId}-01`], [`traceparent: 00-${'0'.repeat(32)}-${parentSpanId}-01`], [`traceparent: 00-{trace}-${'0'.repeat(16)}-01`],
  ['traceparent: 00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01'], ['traceparent: '], ['traceparent: garbage'], [`traceparent:   ${valid}-01   `], [`traceparent: "${valid}-01"`], [`traceparent: ${valid}-01`, `traceparent: ${valid}-00`], [`traceparent: ${valid}-01,${valid}-01`],
  [`TraceParent: ${valid}-01`], [`traceparent: 00_{trace}_${parentSpanId}_01`], [`traceparent: ${valid}-zz`], [`traceparent: 0-{trace}-${parentSpanId}-01`], [`traceparent: ${valid}-01${'x'.repeat(600)}`],
  [`traceparent: ${valid}-01`, 'tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'], [`traceparent: ${valid}-01`, 'tracestate: a=1', 'tracestate: b=2'], [`traceparent: ${valid}-01`, 'tracestate: '], [`traceparent: ${valid}-01`, 'tracestate: no equals'], [`traceparent: ${valid}-01`, 'tracestate: A=upper,b=ok, c = spaces ,d='],
  [`traceparent: ${valid}-01`, `tracestate: ${Array.from({ length: 40 }, (_, index) => `k${index}=v`).join(',')}`], [`traceparent: ${valid}-01`, `tracestate: long=${'v'.repeat(600)}`], [`traceparent: ${valid}-01`, 'tracestate: a=1,a=2'], [`traceparent: ${valid}-00`, 'tracestate: rojo=1'], ['tracestate: rojo=1'],
  [`traceparent: ${valid}-01`, 'baggage: plan=gold,shop=a%20b;meta=1'], ['baggage: plan=gold'], ['baggage: '], ['baggage: garbage'], ['baggage: a=1', 'baggage: b=2'], ['baggage: =1,b=,c=%zz,d=ok'], [`baggage: ${Array.from({ length: 200 }, (_, index) => `k${index}=v`).join(',')}`], [`baggage: long=${'v'.repeat(9000)}`],
  ['b3: {trace}-e457b5a2e4d86bd1-1'], ['X-B3-TraceId: {trace}', 'X-B3-SpanId: e457b5a2e4d86bd1', 'X-B3-Sampled: 1'],
];

export const contextScenarios: readonly RawScenario[] = contexts.flatMap((lines) => [
  single(`context ${lines.join(' | ')}`, { lines: [...lines, agent], does: 'tell' }),
  single(`context, sent on ${lines.join(' | ')}`, { lines: [...lines, agent], does: 'call get-text' }),
]);

const ownSpans = ['forms', 'names', 'kinds', 'attributes', 'attribute-limit', 'links', 'events', 'status', 'times', 'ends', 'parents', 'contexts', 'context-keys', 'tracers'];

export const ownSpanScenarios: readonly RawScenario[] = ownSpans.flatMap((what) => [
  single(`own spans: ${what}`, { does: `span-${what}`, lines: [agent] }),
  single(`own spans: ${what}, in a trace`, { does: `span-${what}`, trace: '01', lines: ['tracestate: rojo=1'] }),
  single(`own spans: ${what}, not sampled`, { does: `span-${what}`, trace: '00' }),
]);

export const handlerScenarios: readonly RawScenario[] = [
  ...statuses.map((status) => single(`status ${status}`, { does: `status ${status}` })),
  ...plain.flatMap((does) => [single(`handler ${does}`, { does, lines: [agent] }), single(`handler ${does}, in a trace`, { does, trace: '01' })]),
  ...['route', 'child', 'tell', 'attributes', 'throw', 'without-context', 'hand-on'].map((does) => single(`handler ${does}, not sampled`, { does, trace: '00' })),
  ...['throw', 'emit-error', 'destroy', 'child-later', 'route', 'status 500', 'never-answer'].map((does) => single(`https, handler ${does}`, { does }, 'https')),
  ...['own-1', 'bad id', 'x'.repeat(200), ''].map((given) => single(`request id "${given}"`, { lines: [`X-Request-ID: ${given}`, `X-Correlation-ID: ${given}`], does: 'child' })),
];
