/** A frame of a request with given ids. */
import type { RequestFrame } from '../../src/context/request-frame.js';

export function requestFrame(ids: Pick<RequestFrame, 'requestId' | 'correlationId'> & { readonly method?: string }): RequestFrame {
  return { method: undefined, sentHeader: undefined, cleanFor: () => undefined, trustIds: () => undefined, fields: undefined, stamp: undefined, ...ids };
}
