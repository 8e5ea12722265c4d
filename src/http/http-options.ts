/** What can be set for HTTP, by `OTEL_DISTRO_INSTRUMENTATION_OPTIONS`: upstream's options, but for hooks, which no setting can hold. */
export interface HttpOptions {
  readonly disableIncomingRequestInstrumentation?: boolean;
  readonly disableOutgoingRequestInstrumentation?: boolean;
  readonly requireParentforIncomingSpans?: boolean;
  readonly requireParentforOutgoingSpans?: boolean;
  readonly enableSyntheticSourceDetection?: boolean;
  readonly headersToSpanAttributes?: { readonly client?: CapturedHeaders; readonly server?: CapturedHeaders };
  /** Names of parameters whose values are hidden in URLs of outgoing requests. */
  readonly redactedQueryParams?: readonly string[];
  readonly redactedQueryParamsServer?: readonly string[];
  /** Paths of incoming requests, without the query; `*` is any text: `["/livez", "/assets/*"]`. */
  readonly ignoreIncomingPaths?: readonly string[];
  /** Hosts of outgoing requests, with or without the port; `*` is any text: `["*.internal", "localhost:9000"]`. */
  readonly ignoreOutgoingHosts?: readonly string[];
}

export interface CapturedHeaders {
  readonly requestHeaders?: readonly string[];
  readonly responseHeaders?: readonly string[];
}
