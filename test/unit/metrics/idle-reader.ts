/** Child of periodic-reader.test.ts: a reader whose turn is far away, or whose exporter never answers. */
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { PeriodicReader } from '../../../src/metrics/periodic-reader.js';

const [situation] = process.argv.slice(2);
const reader = new PeriodicReader({
  exporter: { export: () => process.stdout.write('exporting\n'), forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() },
  intervalMs: 600_000,
  timeoutMs: 600_000,
});
const provider = new MeterProvider({ readers: [reader] });
provider.getMeter('test').createCounter('orders').add(1);
if (situation === 'exporting') void reader.forceFlush();
