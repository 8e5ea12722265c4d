/** Takes the ids that callers sent where they can be taken, and makes the others. */
import type { FieldsFrame } from '../context/fields-frame.js';
import type { RequestFrame } from '../context/request-frame.js';
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
  /** Whether the redactor would change the value of the attribute. */
  readonly isSecret: (attribute: string, value: string) => boolean;
  /** Whether the correlation id goes out. */
  readonly sendsOn: boolean;
}

const maxLength = 128;
/** What ids of proxies and of other tracers are made of; nothing that has a meaning in a log line, in markup or to a template. */
const allowed = /^[\w.:;=/+|~-]+$/;
const attributes: Readonly<Record<IdKind, string>> = { request_id: 'request.id', correlation_id: 'correlation.id' };

export class IncomingIds {
  readonly replaced = new ReplacedIds();
  readonly requestIdHeader: HeaderName | undefined;
  readonly correlationIdHeader: HeaderName | undefined;
  /** In lower case, as the headers of W3C are: brokers tell names of headers apart by case. */
  readonly sentHeader: string | undefined;
  readonly #isSecret: IdSettings['isSecret'];

  constructor({ requestIdHeader, correlationIdHeader, isSecret, sendsOn }: IdSettings) {
    this.requestIdHeader = headerName(requestIdHeader);
    this.correlationIdHeader = headerName(correlationIdHeader);
    this.sentHeader = sendsOn ? this.correlationIdHeader?.lowerCase : undefined;
    this.#isSecret = isSecret;
  }

  /** @param readHeader gives what the message holds under this name, unchecked */
  createFrame(readHeader: (name: HeaderName) => unknown, http?: HttpRequest): IncomingFrame {
    const given = {
      requestId: this.requestIdHeader && readHeader(this.requestIdHeader),
      correlationId: this.correlationIdHeader && readHeader(this.correlationIdHeader),
    };
    return new IncomingFrame(this, given, http);
  }

  /** @returns undefined where none was sent, or it cannot be taken */
  take(kind: IdKind, given: unknown): string | undefined {
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
    return this.#isSecret(attributes[kind], value) ? 'secret' : undefined;
  }
}

function headerName(spelled: string | undefined): HeaderName | undefined {
  return spelled === undefined ? undefined : { spelled, lowerCase: spelled.toLowerCase() };
}

interface HttpRequest {
  readonly method: string | undefined;
  readonly headers: object;
}

/** Its ids are checked or made when they are first asked for. */
export class IncomingFrame implements RequestFrame {
  readonly method: string | undefined;
  /** Of an HTTP request, what it was read from. */
  readonly headers: object | undefined;
  fields: FieldsFrame | undefined = undefined;
  stamp: RequestFrame['stamp'] = undefined;
  readonly #ids: IncomingIds;
  readonly #given: { readonly requestId: unknown; readonly correlationId: unknown };
  #requestId: string | undefined;
  #correlationId: string | undefined;

  constructor(ids: IncomingIds, given: { readonly requestId: unknown; readonly correlationId: unknown }, http: HttpRequest | undefined) {
    this.#ids = ids;
    this.#given = given;
    this.method = http?.method;
    this.headers = http?.headers;
  }

  get sentHeader(): string | undefined {
    return this.#ids.sentHeader;
  }

  get requestId(): string {
    return (this.#requestId ??= this.#ids.take('request_id', this.#given.requestId) ?? makeId());
  }

  get correlationId(): string {
    return (this.#correlationId ??= this.#ids.take('correlation_id', this.#given.correlationId) ?? this.requestId);
  }
}

let randomUuid: (() => string) | undefined;

function makeId(): string {
  randomUuid ??= process.getBuiltinModule('node:crypto').randomUUID;
  return randomUuid();
}
