/** What can be set for HTTP, by `OTEL_DISTRO_INSTRUMENTATION_OPTIONS`: upstream's options, but for hooks, which no setting can hold. */
export interface HttpOptions {
  readonly disableIncomingRequestInstrumentation?: boolean;
  readonly requireParentforIncomingSpans?: boolean;
  readonly enableSyntheticSourceDetection?: boolean;
  readonly headersToSpanAttributes?: { readonly server?: { readonly requestHeaders?: readonly string[]; readonly responseHeaders?: readonly string[] } };
  readonly redactedQueryParamsServer?: readonly string[];
  /** Paths of incoming requests, without the query; `*` is any text: `["/livez", "/assets/*"]`. */
  readonly ignoreIncomingPaths?: readonly string[];
}
