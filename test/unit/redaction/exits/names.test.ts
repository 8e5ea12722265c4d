/** What code calls its instruments and scopes: left to the built-in rules, because without their names metrics are lost. */
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { addRedaction } from '../../../../src/redaction/add-redaction.js';
import { RedactingMeterProvider } from '../../../../src/redaction/exits/redacting-meter-provider.js';
import { RedactionSpanProcessor } from '../../../../src/redaction/exits/redaction-span-processor.js';
import { createRedactor, type Redactor } from '../../../../src/redaction/redactor.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';
import { TestReader } from './test-reader.js';

describe('names of metrics, units and scopes', () => {
  captureDiagnostics();

  const metricOf = async (redactor: Redactor, name = 'orders 2', unit = '{p99}'): Promise<unknown> => {
    const reader = new TestReader();
    const meter = new RedactingMeterProvider(new MeterProvider({ readers: [reader] }), redactor).getMeter(name, '1.2.3', { schemaUrl: 'http://schema/1' });
    meter.createHistogram('latency.p99', { unit, description: 'of 42 orders' }).record(1, { tenant: 'blue 7' });
    const [{ scope, metrics } = assert.fail()] = await reader.collectScopes();
    const [{ descriptor, dataPoints } = assert.fail()] = metrics;
    return [scope.name, scope.version, scope.schemaUrl, descriptor.name, descriptor.unit, descriptor.description, dataPoints[0]?.attributes];
  };
  const kept = ['orders 2', '1.2.3', 'http://schema/1', 'latency.p99', '{p99}'];

  it('are not left to patterns of the user', async () => {
    assert.deepEqual(await metricOf(createRedactor({ patterns: [String.raw`\d+`] })), [...kept, 'of [REDACTED] orders', { tenant: 'blue [REDACTED]' }]);
  });

  it('are not left to callbacks', async () => {
    const undo = addRedaction((_value, { key }) => (key === 'tenant' ? 'hidden' : undefined));
    try {
      assert.deepEqual(await metricOf(createRedactor()), [...kept, '[REDACTED]', { tenant: 'hidden' }]);
    } finally {
      undo();
    }
  });

  it('stay in strict when a pattern is refused', async () => {
    assert.deepEqual(await metricOf(createRedactor({ mode: 'strict', patterns: ['('] })), [...kept, '[REDACTED]', {}]);
  });

  it('are left to the built-in rules', async () => {
    const secret = 'password=c0ffee12';
    const hidden = 'password=[REDACTED]';
    assert.deepEqual(await metricOf(createRedactor(), secret, secret), [hidden, ...kept.slice(1, 4), hidden, 'of 42 orders', { tenant: 'blue 7' }]);
  });

  it('of tracers, too', () => {
    for (const redactor of [createRedactor({ patterns: [String.raw`\w+`] }), createRedactor({ mode: 'strict', patterns: ['('] })]) {
      const ended: ReadableSpan[] = [];
      const next = { onStart: () => undefined, onEnd: (span: ReadableSpan) => void ended.push(span), forceFlush: async () => undefined, shutdown: async () => undefined };
      const provider = new TracerProvider({ spanProcessors: [new RedactionSpanProcessor({ next: [next], redactor })] });
      provider.getTracer('shop token=c0ffee12', '1.2.3', { schemaUrl: 'https://x/1' }).startSpan('work').end();
      assert.equal(ended[0]?.name, '[REDACTED]');
      assert.deepEqual(ended[0].instrumentationScope, { name: 'shop token=[REDACTED]', version: '1.2.3', schemaUrl: 'https://x/1' });
    }
  });
});
