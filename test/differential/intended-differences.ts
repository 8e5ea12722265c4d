/** The one table of what our distro does otherwise than upstream, on purpose. A row that no longer occurs fails. */

export interface IntendedDifference {
  /** Why it is so. */
  readonly reason: string;
  /** Of what was observed, as a failure names it. */
  readonly path: RegExp;
  readonly scenario?: RegExp;
  readonly group?: string;
  /** The values; one that is not there is `absent`. @default any */
  readonly upstream?: RegExp;
  readonly ours?: RegExp;
}

const absent = /^absent$/;

export const intendedDifferences: readonly IntendedDifference[] = [
  { reason: 'Each request has ids, on all its spans.', path: /span( \d+)? attribute (request|correlation)\.id$/, upstream: absent },
  { reason: 'Each span of a request says of which one.', path: /span( \d+)? attribute request\.(method|route)$/, upstream: absent },
  { reason: 'The ids are returned on the response.', path: /^ids in the response$/, upstream: /^$/, ours: /^(X-Request-ID, X-Correlation-ID(, )?)+$/ },
  { reason: 'The correlation id goes on with what the app sends.', path: /^sent \d+ x-correlation-id$/, upstream: /^$/, ours: /^sent$/ },
  { reason: 'The export of telemetry is no request of the app.', path: /^http\.client\.request\.duration of .*server\.port=int <receiver>/, ours: absent },
  { reason: 'Spans that are open when the process ends are not lost.', path: /open at the end: /, upstream: absent },
  { reason: 'Attributes of metrics are copied when they are recorded: what the instrumentation adds to them afterwards belongs to no point.', path: /^http\.(server|client)\.request\.duration of .*: extra status$/, ours: /^$/ },
  { reason: 'The ids take places among the 128 attributes of a span.', scenario: /^(handler )?many|attribute-limit/, path: /span( \d)? (dropped|attribute (many|key)\.\d+)$/ },
  { reason: 'The context of a span without trace state has no key for it.', scenario: /^own spans: context-keys/, path: /^notes$/, upstream: /^spanId, traceFlags, traceId, traceState$/, ours: /^spanId, traceFlags, traceId$/ },
  {
    reason: 'Where both sides need a parent, upstream takes the remote one for the span of both: the call that a request makes ends the span of the request, whose duration is lost.',
    group: 'both need a parent',
    path: /^http\.server\.request\.duration of /,
  },
  { reason: 'Upstream sends a list of headers as headers that are called 0, 1, 2.', scenario: /get-options-header-list/, path: /^sent \d+ headers$/ },
  { reason: 'A method that is no text is refused by Node.js; upstream throws an error of its own.', scenario: /invalid-method-type/, path: /^(call|response)$/, ours: /ERR_INVALID_ARG_TYPE/ },
  { reason: 'A call that is aborted before it has a connection ends; upstream never ends its span.', scenario: /abort-at-once/, path: /client span( |$)/, upstream: absent },
  { reason: 'And it leaves a duration.', scenario: /^metrics$/, path: /^http\.client\.request\.duration of http\.request\.method="GET", server\.address="127\.0\.0\.1", server\.port=int <http target>$/ },
  { reason: 'Parameters that name a secret are hidden, not only those of signed URLs.', path: /attribute url\.(query|full)$/, ours: /REDACTED/ },
  { reason: 'Values of cookies are hidden.', path: /attribute http\.request\.header\.cookie$/, ours: /\[REDACTED\]/ },
];
