/** Readers and views together: what the SDK keeps for a reader that nobody asks. */
import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import { CourierThread } from '../../../src/delivery/outbox/courier-thread.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { createMetering, type Metering } from '../../../src/sdk/metrics.js';
import type { MeterProviderConfigModel } from '../../../src/settings/configuration-model.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

/** Nothing listens there; what was exported does not matter here. */
const periodic = { periodic: { interval: 600_000, exporter: { otlp_http: { endpoint: 'http://127.0.0.1:9/v1/metrics', timeout: 1 } } } };
const pull = { pull: { exporter: { 'prometheus/development': { port: 0 } } } };

/** Nothing gets that far that it needs its thread. */
const courier = new CourierThread({ file: '', proxies: {}, spool: undefined, maxMemoryBytes: 1 });

function create(model: MeterProviderConfigModel, servesMetrics = true): Metering {
  return createMetering(model, { resource: resourceFromAttributes({}), reporter: new ExportReporter(), redactor: createRedactor(), courier, servesMetrics, hasSelfMetrics: false });
}

/** How many collections the SDK keeps for readers that have not had them; private parts of sdk-metrics 3.1. */
function keptCollections(metering: Metering): number {
  const kept: number[] = [];
  const seen = new Set<object>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const unreported: unknown = Reflect.get(value, '_unreportedAccumulations');
    if (unreported instanceof Map) for (const list of unreported.values()) if (Array.isArray(list)) kept.push(list.length);
    const parts = value instanceof Map ? [...value.values()] : Object.values(value);
    for (const part of parts) look(part);
  };
  look(metering.meterProvider);
  assert.ok(kept.length > 0, 'sdk-metrics has changed inside');
  return Math.max(...kept);
}

async function collectOften(metering: Metering): Promise<number> {
  const counter = metering.meterProvider.getMeter('test').createCounter('orders');
  for (let round = 0; round < 10; round++) {
    counter.add(1, { round });
    await metering.meterProvider.forceFlush();
  }
  return keptCollections(metering);
}

describe('metering', () => {
  const lines = captureDiagnostics();

  const views = [{ selector: { instrument_name: 'orders' }, stream: { description: 'seen by a view' } }];

  it('a view and a /metrics that nobody asks keep nothing of the other reader', async () => {
    assert.ok((await collectOften(create({ readers: [periodic, pull], views }))) <= 1);
  });

  it('/metrics still has everything since the start', async () => {
    const metering = create({ readers: [pull, periodic], views });
    await collectOften(metering);
    const text = await metering.prometheus?.reader.collectText();
    assert.equal(text?.match(/^orders_total\{/gm)?.length, 10);
  });

  it('the last export at shutdown does not depend on the order of the readers', async () => {
    const metering = create({ readers: [pull, periodic], views });
    metering.meterProvider.getMeter('test').createCounter('orders').add(1);
    await metering.meterProvider.shutdown();
    assert.ok(lines.some((line) => line.includes('export-failed')), 'the export was tried');
  });

  it('a worker thread has no reader behind /metrics', () => {
    assert.equal(create({ readers: [pull] }, false).prometheus, undefined);
    assert.equal(create({ readers: [pull] }).prometheus?.port, 0);
  });

  it('takes the first of two Prometheus readers, and reports a pull exporter that it does not know', () => {
    const second = { pull: { exporter: { 'prometheus/development': { port: 1 } } } };
    assert.equal(create({ readers: [pull, second] }).prometheus?.port, 0);
    create({ readers: [{ pull: { exporter: { statsd: {} } } }] });
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /2 Prometheus readers/);
    assert.match(lines[1] ?? '', /no pull exporter "statsd"/);
  });
});
