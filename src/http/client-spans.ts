/** Spans and durations of the requests that the app sends by the modules http and https: what upstream's instrumentation records. */
import type { ClientRequest, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { context as contextApi, SpanKind, trace, type Attributes, type Context, type Tracer } from '@opentelemetry/api';
import { getOutgoingRequestAttributes, headerCapture } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { contextStorage } from '../context/context-storage.js';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { createHostFilter } from '../support/host-filter.js';
import { replaceMethod } from '../support/replace-method.js';
import { readArguments, type ClientArguments, type Component } from './client-arguments.js';
import { ClientCall, type Calling } from './client-call.js';
import { createWatch } from './client-emitters.js';
import { injectHeaders } from './client-headers.js';
import { createFindTarget } from './client-target.js';
import { createUrlOf } from './client-url.js';
import type { CapturedHeaders, HttpOptions } from './http-options.js';
import { createStartSpan } from './start-span.js';

export interface ClientParts {
  readonly tracer: Tracer;
  readonly recordDuration: Calling['recordDuration'];
  readonly options: HttpOptions;
}

type Request = (this: unknown, input: unknown, second?: unknown, third?: unknown) => ClientRequest;

interface Begun {
  readonly given: ClientArguments;
  readonly call: ClientCall;
  /** In which the request is made. */
  readonly context: Context;
}

/** Patches both modules; ES modules see it once their exports have been synchronized. Returns the undo. */
export function patchClients(parts: ClientParts): () => void {
  let isActive = true;
  const watch = createWatch();
  const patchModule = (component: Component, module: object): (() => void)[] => {
    const begin = createBegin(component, parts);
    const undoRequest = replaceMethod<Request>(module, 'request', (original) => function request(input, second, third) {
      const begun = isActive ? begin(input, second, third) : undefined;
      // eslint-disable-next-line prefer-rest-params -- as it was called
      if (begun === undefined) return Reflect.apply(original, this, arguments);
      const { given, call, context } = begun;
      try {
        const sent: ClientRequest = contextStorage.run(context, Reflect.apply, original, this, given.isValid ? [given.options, given.callback] : arguments);
        watch(call, sent);
        return sent;
      } catch (error) {
        call.fail(error);
        throw error;
      }
    });
    const request = Reflect.get(module, 'request') as Request;
    // Node.js's own calls the `request` that nobody has patched
    const undoGet = replaceMethod<Request>(module, 'get', () => function get(input, second, third) {
      const sent = request(input, second, third);
      sent.end();
      return sent;
    });
    return [undoRequest, undoGet];
  };
  const undo = [...patchModule('http', process.getBuiltinModule('node:http')), ...patchModule('https', process.getBuiltinModule('node:https'))];
  return () => {
    isActive = false;
    for (const revert of undo) revert();
  };
}

/** What it returns gives undefined for what leaves no span. */
function createBegin(component: Component, { tracer, recordDuration, options }: ClientParts): (input: unknown, second: unknown, third: unknown) => Begun | undefined {
  const { requireParentforOutgoingSpans: requiresParent = false, enableSyntheticSourceDetection: detectsSynthetic = false, headersToSpanAttributes, redactedQueryParams, ignoreOutgoingHosts = [] } = options;
  const calling: Calling = { recordDuration, captureHeaders: createCapture(headersToSpanAttributes?.client) };
  const isIgnored = ignoreOutgoingHosts.length === 0 ? undefined : createHostFilter(ignoreOutgoingHosts);
  const findTarget = createFindTarget(component);
  const urlOf = createUrlOf(component, redactedQueryParams);

  const startSpan = createStartSpan(tracer, requiresParent);

  const begin = (given: ClientArguments): Begun | undefined => {
    const { hostname, host } = given.options;
    if (isIgnored?.(hostname ?? host ?? 'localhost', given.port ?? (given.protocol === 'https:' ? 443 : 80)) === true) return undefined;
    const target = findTarget(given);
    const attributes: Attributes = { 'url.full': urlOf(given, target) };
    addUserAgent(attributes, given.options.headers, detectsSynthetic);
    const startedAtMs = performance.now();
    const context = contextApi.active();
    const span = startSpan(target.name, { kind: SpanKind.CLIENT, attributes, blocks: target.blocks }, context);
    const ofCall = trace.setSpan(context, span);
    given.options.headers = injectHeaders(ofCall, given.options.headers);
    return { given, call: new ClientCall(context, span, target, calling, startedAtMs), context: ofCall };
  };

  return (input, second, third) => {
    try {
      const given = readArguments(component, input, second, third);
      return given && begin(given);
    } catch (error) {
      reportProblem('instrumentation-failed', `${component} request: ${describeErrorWithoutMessage(error)}`);
      return undefined;
    }
  };
}

function createCapture({ requestHeaders = [], responseHeaders = [] }: CapturedHeaders = {}): Calling['captureHeaders'] {
  if (requestHeaders.length === 0 && responseHeaders.length === 0) return undefined;
  const ofRequest = headerCapture('request', requestHeaders);
  const ofResponse = headerCapture('response', responseHeaders);
  return (request, response) => ({ ...ofRequest((name) => request.getHeader(name)), ...ofResponse((name) => response.headers[name]) });
}

function addUserAgent(attributes: Attributes, headers: RequestOptions['headers'], detectsSynthetic: boolean): void {
  const userAgent = (headers as OutgoingHttpHeaders | undefined)?.['user-agent'];
  if (userAgent === undefined) return;
  attributes['user_agent.original'] = userAgent;
  if (!detectsSynthetic) return;
  const all = getOutgoingRequestAttributes({ headers: { 'user-agent': userAgent } }, { component: 'http', hostname: '', port: '' }, true);
  attributes['user_agent.synthetic.type'] = all['user_agent.synthetic.type'];
}
