/** What upstream's http instrumentation has inside, and declares to nobody: what it finds out about a request is found out here by the same code. */
declare module '*/instrumentation-http/dist/utils.mjs' {
  import type { IncomingMessage } from 'node:http';
  import type { Attributes, DiagLogger, Exception, Span } from '@opentelemetry/api';

  interface IncomingOptions {
    readonly component: 'http' | 'https';
    readonly enableSyntheticSourceDetection: boolean;
    /** Undefined for those of upstream. */
    readonly redactedQueryParams: readonly string[] | undefined;
  }

  export function getIncomingRequestAttributes(request: IncomingMessage, options: IncomingOptions, logger: DiagLogger): Attributes;
  export function getRemoteClientAddress(request: IncomingMessage): string | null;
  export function headerCapture(type: 'request' | 'response', headers: readonly string[]): (getHeader: (name: string) => unknown) => Attributes;
  export function setSpanWithError(span: Span, error: Exception): void;
}

declare module '*/instrumentation-http/dist/version.mjs' {
  export const VERSION: string;
}
