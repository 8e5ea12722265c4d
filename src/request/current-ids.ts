/** The public `requestId` and `correlationId`. */
import { context } from '@opentelemetry/api';
import { getRequestFrame } from '../context/request-frame.js';

/**
 * The id of the request or message that the calling code works on: that of the header `X-Request-ID`, or one that was made. It stands
 * on all logs and spans of the request as `request.id`, and on the response. `undefined` outside of a request, and when `register` was not loaded.
 *
 * @example
 * import { createServer } from 'node:http';
 * import { requestId } from '@org/otel-distro';
 * const server = createServer((request, response) => {
 *   response.end(`please name ${requestId()} when you ask for help`);
 * }).listen(0, async () => {
 *   const { port } = server.address() as { port: number };
 *   const answer = await fetch(`http://localhost:${port}`, { headers: { 'X-Request-ID': 'order-7', Connection: 'close' } });
 *   console.log(await answer.text()); // please name order-7 when you ask for help
 *   server.close();
 * });
 */
export function requestId(): string | undefined {
  return getRequestFrame(context.active())?.requestId;
}

/**
 * The id that all requests of one beginning share, in all services: that of the header `X-Correlation-ID`, else the id of the request. It is
 * sent on with the requests and messages that the app sends. `undefined` outside of a request, and when `register` was not loaded.
 *
 * @example
 * import { correlationId } from '@org/otel-distro';
 * const job = { kind: 'send mail', correlationId: correlationId() ?? 'none' };
 * console.log(job.correlationId); // none
 */
export function correlationId(): string | undefined {
  return getRequestFrame(context.active())?.correlationId;
}
