/** Which scenarios are sent under which settings. */
import { callScenarios, nestedCallScenarios } from './scenarios/calls.js';
import { connectionScenarios } from './scenarios/connections.js';
import { generatedScenarios } from './scenarios/generated.js';
import { contextScenarios, handlerScenarios, ownSpanScenarios } from './scenarios/handlers.js';
import { fixedTraceScenarios, settingsScenarios } from './scenarios/settings.js';
import { targetScenarios } from './scenarios/targets.js';
import type { Scenario } from './scenario.js';

export interface Group {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly scenarios: readonly Scenario[];
  /** Also OTEL_DISTRO_FAST_PATH=off, which takes time. */
  readonly comparesSlowPath?: boolean;
}

/** Options of the http instrumentation, which upstream gets in its code. */
const http = (options: object): Group['env'] => ({ OTEL_DISTRO_INSTRUMENTATION_OPTIONS: JSON.stringify({ http: options }) });
const sampler = (name: string, argument?: string): Group['env'] => ({ OTEL_TRACES_SAMPLER: name, ...(argument !== undefined && { OTEL_TRACES_SAMPLER_ARG: argument }) });
/** Our ids would take places that upstream gives to others. */
const withoutIds = { OTEL_DISTRO_REQUEST_CONTEXT: 'false' };

const captured = ['X-Captured', 'user-agent', 'cookie', 'x-number', 'x-empty', 'content-length', 'X-Own', 'x-c', 'host', 'toString'];

const defaults: readonly Group[] = [
  { name: 'targets and hosts', env: {}, comparesSlowPath: true, scenarios: targetScenarios },
  { name: 'connections', env: {}, comparesSlowPath: true, scenarios: connectionScenarios },
  { name: 'handlers', env: {}, comparesSlowPath: true, scenarios: handlerScenarios },
  { name: 'own spans', env: {}, comparesSlowPath: true, scenarios: ownSpanScenarios },
  { name: 'contexts', env: {}, comparesSlowPath: true, scenarios: contextScenarios },
  { name: 'calls', env: {}, comparesSlowPath: true, scenarios: callScenarios },
  { name: 'calls in requests', env: {}, comparesSlowPath: true, scenarios: nestedCallScenarios },
  { name: 'generated', env: {}, comparesSlowPath: true, scenarios: generatedScenarios },
];

const samplers: readonly Group[] = [
  { name: 'sampler always_on', env: sampler('always_on'), scenarios: settingsScenarios },
  { name: 'sampler always_off', env: sampler('always_off'), scenarios: settingsScenarios },
  { name: 'sampler parentbased_always_off', env: sampler('parentbased_always_off'), scenarios: settingsScenarios },
  { name: 'sampler traceidratio', env: sampler('traceidratio', '0.5'), scenarios: fixedTraceScenarios },
  { name: 'sampler parentbased_traceidratio', env: sampler('parentbased_traceidratio', '0.5'), scenarios: fixedTraceScenarios },
];

const limits: readonly Group[] = [
  { name: 'no ids', env: withoutIds, scenarios: settingsScenarios },
  { name: 'few attributes', env: { ...withoutIds, OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '14' }, scenarios: settingsScenarios },
  { name: 'two attributes', env: { ...withoutIds, OTEL_ATTRIBUTE_COUNT_LIMIT: '2' }, scenarios: fixedTraceScenarios },
  { name: 'no attributes', env: { ...withoutIds, OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '0' }, scenarios: fixedTraceScenarios },
  { name: 'few events and links', env: { ...withoutIds, OTEL_SPAN_EVENT_COUNT_LIMIT: '3', OTEL_SPAN_LINK_COUNT_LIMIT: '2', OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '1', OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '1' }, scenarios: settingsScenarios },
  { name: 'no events and links', env: { ...withoutIds, OTEL_SPAN_EVENT_COUNT_LIMIT: '0', OTEL_SPAN_LINK_COUNT_LIMIT: '0' }, scenarios: settingsScenarios },
  { name: 'short values', env: { ...withoutIds, OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '40' }, scenarios: settingsScenarios },
  { name: 'short values of spans', env: { ...withoutIds, OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '32' }, scenarios: settingsScenarios },
];

const ofOwnSpans: readonly Group[] = [...samplers.slice(0, 3), ...limits].map(({ name, env }) => ({ name: `own spans, ${name}`, env, scenarios: ownSpanScenarios }));

const options: readonly Group[] = [
  { name: 'headers', env: http({ headersToSpanAttributes: { client: { requestHeaders: captured, responseHeaders: captured }, server: { requestHeaders: captured, responseHeaders: captured } } }), scenarios: settingsScenarios },
  { name: 'headers of servers', env: http({ headersToSpanAttributes: { server: { requestHeaders: captured } } }), scenarios: settingsScenarios },
  { name: 'incoming need a parent', env: http({ requireParentforIncomingSpans: true }), scenarios: settingsScenarios },
  { name: 'outgoing need a parent', env: http({ requireParentforOutgoingSpans: true }), scenarios: settingsScenarios },
  { name: 'both need a parent', env: http({ requireParentforIncomingSpans: true, requireParentforOutgoingSpans: true }), scenarios: settingsScenarios },
  { name: 'own parameters are hidden', env: http({ redactedQueryParams: ['colour'], redactedQueryParamsServer: ['page', 'colour'] }), scenarios: settingsScenarios },
  { name: 'no parameters are hidden', env: http({ redactedQueryParams: [], redactedQueryParamsServer: [] }), scenarios: settingsScenarios },
  { name: 'synthetic sources', env: http({ enableSyntheticSourceDetection: true }), scenarios: settingsScenarios },
  { name: 'no incoming', env: http({ disableIncomingRequestInstrumentation: true }), scenarios: settingsScenarios },
  { name: 'no outgoing', env: http({ disableOutgoingRequestInstrumentation: true }), scenarios: settingsScenarios },
  { name: 'ignored', env: http({ ignoreIncomingPaths: ['/ignored'], ignoreOutgoingHosts: ['127.0.0.1'] }), scenarios: settingsScenarios },
];

const propagators: readonly Group[] = ['none', 'baggage', 'tracecontext', 'b3,tracecontext', 'tracecontext,b3multi'].map((names) => ({ name: `propagators ${names}`, env: { OTEL_PROPAGATORS: names }, scenarios: settingsScenarios }));

export const groups: readonly Group[] = [...defaults, ...samplers, ...limits, ...ofOwnSpans, ...options, ...propagators];
