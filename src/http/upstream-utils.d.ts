/** What upstream's http instrumentation has inside, and declares to nobody: what it finds out about a request is found out here by the same code. */
declare module '*/instrumentation-http/dist/utils.mjs' {
  import type { IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http';
  import type { Attributes, DiagLogger, Exception, Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';

  interface IncomingOptions {
    readonly component: 'http' | 'https';
    readonly enableSyntheticSourceDetection: boolean;
    /** Undefined for those of upstream. */
    readonly redactedQueryParams: readonly string[] | undefined;
  }

  interface OutgoingOptions {
    readonly component: 'http' | 'https';
    readonly hostname: string;
    readonly port: number | string;
  }

  export function extractHostnameAndPort(options: RequestOptions): { hostname: string; port: number | string };
  export function getAbsoluteUrl(options: RequestOptions, headers: OutgoingHttpHeaders, fallbackProtocol: string, redactedQueryParams: readonly string[] | undefined): string;
  export function getIncomingRequestAttributes(request: IncomingMessage, options: IncomingOptions, logger: DiagLogger): Attributes;
  export function getOutgoingRequestAttributes(options: RequestOptions, about: OutgoingOptions, enableSyntheticSourceDetection: boolean): Attributes;
  export function getRemoteClientAddress(request: IncomingMessage): string | null;
  export function headerCapture(type: 'request' | 'response', headers: readonly string[]): (getHeader: (name: string) => unknown) => Attributes;
  export function isURLLike(value: unknown): value is URL;
  export function parseErrorType(kind: SpanKind, statusCode: number | undefined): string | undefined;
  export function parseResponseStatus(kind: SpanKind, statusCode: number | undefined): SpanStatusCode;
  export function setSpanWithError(span: Span, error: Exception): void;
}

declare module '*/instrumentation-http/dist/version.mjs' {
  export const VERSION: string;
}
