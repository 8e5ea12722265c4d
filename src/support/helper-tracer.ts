/** The tracer of the helper API: the global one, asked for each time, so that it is never that of an SDK which has ended. */
import { trace, type Tracer } from '@opentelemetry/api';
import { distroName, distroVersion } from './version.js';

export function helperTracer(): Tracer {
  return trace.getTracer(distroName, distroVersion);
}
