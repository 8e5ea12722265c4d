/** The propagators that few services use, as a chunk of their own. */
import type { TextMapPropagator } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';

export function createRarePropagator(name: 'b3' | 'b3multi' | 'xray'): TextMapPropagator {
  if (name === 'xray') return new AWSXRayPropagator();
  return new B3Propagator({ injectEncoding: name === 'b3' ? B3InjectEncoding.SINGLE_HEADER : B3InjectEncoding.MULTI_HEADER });
}
