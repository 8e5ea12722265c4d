/** The http instrumentation of the fast path: what upstream's records, under its name. */
import { metrics, trace, ValueType, type Histogram } from '@opentelemetry/api';
import { VERSION } from '../../node_modules/@opentelemetry/instrumentation-http/dist/version.mjs';
import { patchClients } from './client-spans.js';
import type { HttpOptions } from './http-options.js';
import { patchServers } from './server-spans.js';

const scopeName = '@opentelemetry/instrumentation-http';
/** Of the semantic conventions, in seconds. */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export class HttpInstrumentation {
  readonly #undo: (() => void)[] = [];

  constructor(options: HttpOptions = {}) {
    const tracer = trace.getTracer(scopeName, VERSION);
    if (options.disableIncomingRequestInstrumentation !== true) {
      const durations = createDurations('server');
      this.#undo.push(patchServers({ tracer, recordDuration: (seconds, attributes) => durations.record(seconds, attributes), options }));
    }
    if (options.disableOutgoingRequestInstrumentation !== true) {
      const durations = createDurations('client');
      this.#undo.push(patchClients({ tracer, recordDuration: (...measurement) => durations.record(...measurement), options }));
    }
  }

  disable(): void {
    for (const revert of this.#undo.splice(0)) revert();
  }
}

function createDurations(side: 'client' | 'server'): Histogram {
  return metrics.getMeter(scopeName, VERSION).createHistogram(`http.${side}.request.duration`, {
    description: `Duration of HTTP ${side} requests.`,
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: boundaries },
  });
}
