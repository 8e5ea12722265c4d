/** Takes the ids that callers sent where they can be taken, and makes the others. */
import type { Attributes } from '@opentelemetry/api';
import type { FieldsFrame } from '../context/fields-frame.js';
import type { RequestFrame } from '../context/request-frame.js';
import { makeId } from './make-id.js';
import { ReplacedIds, type IdKind, type ReplacementReason } from './replaced-ids.js';

/** A name as it was set, and in lower case, as HTTP headers are read. */
export interface HeaderName {
  readonly spelled: string;
  readonly lowerCase: string;
}

export interface IdSettings {
  /** Undefined: the id is always made, and not returned. */
  readonly requestIdHeader: string | undefined;
  /** Undefined: it is the id of the request, and neither returned nor sent on. */
  readonly correlationIdHeader: string | undefined;
  /** Whether the correlation id goes out. */
  readonly sendsOn: boolean;
  /** Whether the redactor would change the value of the attribute. */
  readonly isSecret: (attribute: string, value: string) => boolean;
  /** The redactor, where it would leave such attributes alone. */
  readonly cleanFor: (attributes: Attributes) => object | undefined;
  /** Tells the redactor that it need not look at this value of the attribute. */
  readonly trust: (attribute: string, value: string) => void;
}

const maxLength = 128;
const maxRoutes = 1000;
const maxMethods = 64;
/** What ids of proxies and of other tracers are made of; nothing that has a meaning in a log line, in markup or to a template. */
const allowed = /^[\w.:;=/+|~-]+$/;
const attributes: Readonly<Record<IdKind, string>> = { request_id: 'request.id', correlation_id: 'correlation.id' };

export class IncomingIds {
  readonly replaced = new ReplacedIds();
  readonly requestIdHeader: HeaderName | undefined;
  readonly correlationIdHeader: HeaderName | undefined;
  /** In lower case, as the headers of W3C are: brokers tell names of headers apart by case. */
  readonly sentHeader: string | undefined;
  readonly #settings: IdSettings;
  /** By method, then by route. */
  readonly #clean = new Map<string | undefined, Map<string | undefined, object | undefined>>();

  constructor(settings: IdSettings) {
    this.requestIdHeader = headerName(settings.requestIdHeader);
    this.correlationIdHeader = headerName(settings.correlationIdHeader);
    this.sentHeader = settings.sendsOn ? this.correlationIdHeader?.lowerCase : undefined;
    this.#settings = settings;
  }

  /**
   * What was sent, or what `make` gives where nothing was sent that can be taken.
   * @param given one value or a list, unchecked
   */
  settle(kind: IdKind, given: unknown, make: () => string): string {
    return this.#take(kind, given) ?? make();
  }

  trust(kind: IdKind, id: string): void {
    this.#settings.trust(attributes[kind], id);
  }

  /** Of a request with ids that were settled. */
  cleanFor(method: string | undefined, route: string | undefined): object | undefined {
    let byRoute = this.#clean.get(method);
    if (byRoute === undefined) {
      if (this.#clean.size >= maxMethods) this.#clean.clear();
      this.#clean.set(method, (byRoute = new Map()));
    }
    if (!byRoute.has(route)) {
      // routes are few, unless a framework gives the path for the route
      if (byRoute.size >= maxRoutes) byRoute.clear();
      const sample = { 'request.id': 'id', 'correlation.id': 'id', ...(method === undefined ? {} : { 'request.method': method }), ...(route === undefined ? {} : { 'request.route': route }) };
      byRoute.set(route, this.#settings.cleanFor(sample));
    }
    return byRoute.get(route);
  }

  #take(kind: IdKind, given: unknown): string | undefined {
    const value: unknown = Array.isArray(given) && given.length < 2 ? given[0] : given;
    if (value === undefined || value === null) return undefined;
    const reason = this.#refusal(kind, value);
    if (reason === undefined) return value as string;
    this.replaced.add(kind, reason);
    return undefined;
  }

  /** No part of the value is said anywhere. */
  #refusal(kind: IdKind, value: unknown): ReplacementReason | undefined {
    if (Array.isArray(value)) return 'repeated';
    if (typeof value !== 'string') return 'characters';
    if (value === '') return 'empty';
    if (value.length > maxLength) return 'length';
    // Node.js joins headers of one name by it
    if (value.includes(',')) return 'repeated';
    if (!allowed.test(value)) return 'characters';
    return this.#settings.isSecret(attributes[kind], value) ? 'secret' : undefined;
  }
}

function headerName(spelled: string | undefined): HeaderName | undefined {
  return spelled === undefined ? undefined : { spelled, lowerCase: spelled.toLowerCase() };
}

/** Its ids are checked or made when they are first asked for. */
export class IncomingFrame implements RequestFrame {
  readonly method: string | undefined;
  /** Of an HTTP request, what it was read from. */
  readonly headers: object | undefined;
  fields: FieldsFrame | undefined = undefined;
  stamp: RequestFrame['stamp'] = undefined;
  readonly #ids: IncomingIds;
  readonly #givenRequestId: unknown;
  readonly #givenCorrelationId: unknown;
  #areTrusted = false;
  #requestId: string | undefined = undefined;
  #correlationId: string | undefined = undefined;

  constructor(ids: IncomingIds, requestId: unknown, correlationId: unknown, method?: string, headers?: object) {
    this.#ids = ids;
    this.#givenRequestId = requestId;
    this.#givenCorrelationId = correlationId;
    this.method = method;
    this.headers = headers;
  }

  cleanFor(route: string | undefined): object | undefined {
    return this.#ids.cleanFor(this.method, route);
  }

  trustIds(): void {
    if (this.#areTrusted) return;
    this.#areTrusted = true;
    this.#ids.trust('request_id', this.requestId);
    this.#ids.trust('correlation_id', this.correlationId);
  }

  get sentHeader(): string | undefined {
    return this.#ids.sentHeader;
  }

  get requestId(): string {
    return (this.#requestId ??= this.#ids.settle('request_id', this.#givenRequestId, makeId));
  }

  get correlationId(): string {
    return (this.#correlationId ??= this.#ids.settle('correlation_id', this.#givenCorrelationId, () => this.requestId));
  }
}
