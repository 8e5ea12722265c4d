/** The http instrumentation of the fast path: what upstream's records, under its name. */
import { metrics, trace, ValueType } from '@opentelemetry/api';
import { VERSION } from '../../node_modules/@opentelemetry/instrumentation-http/dist/version.mjs';
import { HttpInstrumentation as SlowInstrumentation } from '../instrumentations/own/http-instrumentation.js';
import type { HttpOptions } from './http-options.js';
import { patchServers } from './server-spans.js';

const scopeName = '@opentelemetry/instrumentation-http';
/** Of the semantic conventions, in seconds. */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export class HttpInstrumentation extends SlowInstrumentation {
  readonly #undo: (() => void)[] = [];

  constructor(options: HttpOptions = {}) {
    super({ ...options, disableIncomingRequestInstrumentation: true } as never);
    const tracer = trace.getTracer(scopeName, VERSION);
    const meter = metrics.getMeter(scopeName, VERSION);
    if (options.disableIncomingRequestInstrumentation !== true) {
      const durations = meter.createHistogram('http.server.request.duration', {
        description: 'Duration of HTTP server requests.',
        unit: 's',
        valueType: ValueType.DOUBLE,
        advice: { explicitBucketBoundaries: boundaries },
      });
      this.#undo.push(patchServers({ tracer, recordDuration: (seconds, attributes) => durations.record(seconds, attributes), options }));
    }
  }

  override disable(): void {
    super.disable();
    for (const revert of this.#undo.splice(0)) revert();
  }
}
