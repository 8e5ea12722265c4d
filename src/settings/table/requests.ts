/** Settings of the request context: whether requests have ids, and the headers that carry them. */
import { boolean } from '../kinds.js';
import { ownHeaderName } from '../kinds/header-name.js';
import { setting } from '../setting.js';

export const requests = {
  enabled: setting({
    env: 'OTEL_DISTRO_REQUEST_CONTEXT',
    kind: boolean,
    default: true,
    doc: 'Whether requests and messages have a request id and a correlation id, on their logs and spans, on responses and on what is sent on.',
  }),
  requestIdHeader: setting({
    env: 'OTEL_DISTRO_REQUEST_ID_HEADER',
    kind: ownHeaderName,
    default: 'X-Request-ID',
    doc: 'The header that the id of a request is taken from and returned in; none: it is always made, and not returned.',
  }),
  correlationIdHeader: setting({
    env: 'OTEL_DISTRO_CORRELATION_ID_HEADER',
    kind: ownHeaderName,
    default: 'X-Correlation-ID',
    doc: 'The header that the correlation id is taken from, returned in and sent on with; none: it is the id of the request, and not sent on.',
  }),
} as const;
