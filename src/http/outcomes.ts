/** What the end of an incoming request adds to its span and to the metrics: the same for all requests of a route that end alike, so that it is made once. */
import { SpanStatusCode, type Attributes } from '@opentelemetry/api';
import { AttributeBlock } from '../tracer/attribute-block.js';

export interface Outcome {
  /** Undefined where the span keeps its name. */
  readonly name: string | undefined;
  readonly statusCode: SpanStatusCode;
  readonly block: AttributeBlock;
  /** Frozen: the same object for the same series. */
  readonly metricAttributes: Readonly<Attributes>;
}

/** Of all requests that have the same. */
export interface OutcomeOrigin {
  readonly scheme: string;
  readonly protocolVersion: string;
}

/** Routes are few, unless a framework gives the path for the route. */
const maxOutcomes = 2000;

export class Outcomes {
  readonly #origin: OutcomeOrigin;
  #byRoute = new Map<unknown, Map<string, Map<unknown, Outcome>>>();
  #count = 0;

  constructor(origin: OutcomeOrigin) {
    this.#origin = origin;
  }

  /**
   * @param method as it is in the name of the span, and as metrics have it
   * @param route undefined where no framework has found one
   */
  get(method: string, knownMethod: string, route: string | undefined, status: number): Outcome {
    let byMethod = this.#byRoute.get(route);
    if (byMethod === undefined) this.#byRoute.set(route, (byMethod = new Map()));
    let byStatus = byMethod.get(method);
    if (byStatus === undefined) byMethod.set(method, (byStatus = new Map()));
    let outcome = byStatus.get(status);
    if (outcome === undefined) {
      byStatus.set(status, (outcome = this.#create(method, knownMethod, route, status)));
      if (++this.#count >= maxOutcomes) this.#forget();
    }
    return outcome;
  }

  /** What the metric has of a request, whatever comes of it. */
  metricAttributesOf(knownMethod: string): Attributes {
    const { scheme, protocolVersion } = this.#origin;
    return { 'http.request.method': knownMethod, 'url.scheme': scheme, ...(protocolVersion ? { 'network.protocol.version': protocolVersion } : {}) };
  }

  #forget(): void {
    this.#byRoute = new Map();
    this.#count = 0;
  }

  #create(method: string, knownMethod: string, route: string | undefined, status: number): Outcome {
    const isError = status >= 500 && status < 600;
    const ofRoute = route === undefined ? {} : { 'http.route': route };
    const ofError = isError ? { 'error.type': String(status) } : {};
    return {
      name: route ? `${method} ${route}` : undefined,
      statusCode: status >= 100 && status < 500 ? SpanStatusCode.UNSET : SpanStatusCode.ERROR,
      block: new AttributeBlock({ 'http.response.status_code': status, ...ofRoute, ...ofError }),
      metricAttributes: Object.freeze({
        ...this.metricAttributesOf(knownMethod),
        ...ofRoute,
        ...(status ? { 'http.response.status_code': status } : {}),
        ...ofError,
      }),
    };
  }
}
