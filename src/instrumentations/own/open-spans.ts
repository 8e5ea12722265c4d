/** Ends spans with the response that they wait for: one listener for each response, however many they are. */
import type { ServerResponse } from 'node:http';
import type { Span } from '@opentelemetry/api';

const openSpans = Symbol('@org/otel-distro open spans');
type Response = ServerResponse & { [openSpans]?: Span[] };

/** When the response is closed; never, where it is already. */
export function endWithResponse(span: Span, response: Response): void {
  const open = response[openSpans];
  if (open !== undefined) {
    open.push(span);
    return;
  }
  response[openSpans] = [span];
  response.on('close', endOpenSpans);
}

function endOpenSpans(this: Response): void {
  for (const span of this[openSpans] ?? []) if (span.isRecording()) span.end();
}
