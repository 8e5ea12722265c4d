/** What is sent to the app: bytes in steps over one connection, or a call that the app makes by itself. */
import { createHash } from 'node:crypto';

export type ServerName = 'http' | 'second' | 'https';

/** A text is sent as it is; `{id}` and `{trace}` stand for what is the scenario's own. */
export type Step =
  | string
  | { readonly oneByOne: string }
  /** Until the handler says so, or until something was answered. */
  | { readonly waitFor: 'arrived' | 'answered' }
  | { readonly leave: 'end' | 'destroy' | 'reset' };

export interface RawScenario {
  readonly name: string;
  readonly server?: ServerName;
  readonly steps: readonly Step[];
}

/** An outgoing call that belongs to no request. */
export interface CallScenario {
  readonly name: string;
  readonly call: string;
  readonly parent: boolean;
}

export type Scenario = RawScenario | CallScenario;

export interface Identity {
  /** In the path, the query or the user agent of all that the scenario sends, so that its spans can be told. */
  readonly id: string;
  /** Of the `traceparent` that it sends, if it sends one. */
  readonly traceId: string;
}

/** Of the `traceparent` that scenarios send. */
export const parentSpanId = '00f067aa0ba902b7';

export function identityOf({ name }: Scenario): Identity {
  const digest = createHash('sha256').update(name).digest('hex');
  return { id: `case${digest.slice(0, 12)}`, traceId: digest.slice(12, 44) };
}

export function caseIdIn(text: string): string | undefined {
  return /case[0-9a-f]{12}/.exec(text)?.[0];
}

export interface RequestParts {
  readonly method?: string;
  /** @default '/{id}' */
  readonly target?: string;
  readonly version?: string;
  /** The line, or none. */
  readonly host?: string | undefined;
  /** The handler and its argument. */
  readonly does?: string;
  /** More lines. */
  readonly lines?: readonly string[];
  /** Flags of a `traceparent`; without it the request begins a trace. */
  readonly trace?: '00' | '01';
  readonly body?: string;
  /** Whether the server shall close afterwards, so that the runner sees the end. @default true */
  readonly closes?: boolean;
}

export function request(parts: RequestParts = {}): string {
  const { method = 'GET', target = '/{id}', version = '1.1', does = 'end', lines = [], trace, body = '', closes = true } = parts;
  const host = 'host' in parts ? parts.host : 'Host: shop.example:8080';
  return [
    `${method} ${target} HTTP/${version}`,
    ...(host === undefined ? [] : [host]),
    `X-Do: ${does}`,
    'X-Case: {id}',
    ...(trace === undefined ? [] : [`traceparent: 00-{trace}-${parentSpanId}-${trace}`]),
    ...lines,
    ...(closes ? ['Connection: close'] : []),
    '',
    body,
  ].join('\r\n');
}

/** One request on a connection of its own. */
export function single(name: string, parts: RequestParts = {}, server: ServerName = 'http'): RawScenario {
  return { name, server, steps: [request(parts)] };
}

export function fill(text: string, { id, traceId }: Identity): string {
  return text.replaceAll('{id}', id).replaceAll('{trace}', traceId);
}
