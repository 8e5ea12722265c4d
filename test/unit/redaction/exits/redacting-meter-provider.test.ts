/** Metrics behind redaction, with the real SDK: what each kind of instrument records, and what becomes of callbacks. */
import type { Attributes, BatchObservableCallback, Meter, ObservableCallback } from '@opentelemetry/api';
import { MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';
import { RedactingMeterProvider } from '../../../../src/redaction/exits/redacting-meter-provider.js';
import { registerRedactionMetric } from '../../../../src/redaction/exits/redaction-metric.js';
import { RedactionCounts } from '../../../../src/redaction/redaction-counts.js';
import { createRedactor, type Redactor } from '../../../../src/redaction/redactor.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';
import { canary, createCanaryRedactor, createFailingRedactor, hidden } from './canary-redactor.js';
import { TestReader } from './test-reader.js';

function startMetering(redactor: Redactor = createCanaryRedactor(), views: ViewOptions[] = []) {
  const reader = new TestReader();
  const provider = new RedactingMeterProvider(new MeterProvider({ readers: [reader], views }), redactor);
  return { provider, reader, meter: provider.getMeter('scope') };
}

/** Attributes and value of each point of the first metric; of a histogram the sum. */
async function pointsOf(reader: TestReader): Promise<(readonly [Attributes, unknown])[]> {
  const [metric] = (await reader.collectScopes())[0]?.metrics ?? [];
  return (metric?.dataPoints ?? []).map(({ attributes, value }) => [attributes, typeof value === 'object' ? value.sum : value] as const);
}

const secret = { a: canary, b: 1 };
const redacted = { a: hidden, b: 1 };

describe('RedactingMeterProvider', () => {
  const lines = captureDiagnostics();

  const synchronous: readonly (readonly [kind: string, record: (meter: Meter, attributes: Attributes) => void])[] = [
    ['counter', (meter, attributes) => meter.createCounter('m').add(2, attributes)],
    ['up-down counter', (meter, attributes) => meter.createUpDownCounter('m').add(2, attributes)],
    ['gauge', (meter, attributes) => meter.createGauge('m').record(2, attributes)],
    ['histogram', (meter, attributes) => meter.createHistogram('m').record(2, attributes)],
  ];
  for (const [kind, record] of synchronous) {
    it(`hides the secret in the attributes of a ${kind}`, async () => {
      const { meter, reader } = startMetering();
      record(meter, secret);
      assert.deepEqual(await pointsOf(reader), [[redacted, 2]]);
    });
  }

  const observable = ['createObservableCounter', 'createObservableUpDownCounter', 'createObservableGauge'] as const;
  for (const create of observable) {
    it(`hides the secret in what the callbacks of ${create} observe, until they are taken back`, async () => {
      const { meter, reader } = startMetering();
      const instrument = meter[create]('m');
      const callback: ObservableCallback = (result) => result.observe(2, secret);
      instrument.addCallback(callback);
      instrument.addCallback(callback);
      assert.deepEqual(await pointsOf(reader), [[redacted, 2]]);
      instrument.removeCallback(callback);
      const { meter: other, reader: otherReader } = startMetering();
      const silent = other[create]('m');
      silent.addCallback(callback);
      silent.removeCallback(callback);
      assert.deepEqual(await pointsOf(otherReader), []);
    });

    it(`${create}: a batch callback is told of its instruments, and can be taken back`, async () => {
      const { meter, reader } = startMetering();
      const instrument = meter[create]('m');
      let calls = 0;
      const callback: BatchObservableCallback = async (result) => {
        calls++;
        await Promise.resolve();
        result.observe(instrument, 2, secret);
      };
      meter.addBatchObservableCallback(callback, [instrument]);
      meter.addBatchObservableCallback(callback, [instrument]);
      assert.deepEqual(await pointsOf(reader), [[redacted, 2]]);
      assert.equal(calls, 1);
      meter.removeBatchObservableCallback(callback, [instrument]);
      await reader.collectScopes();
      assert.equal(calls, 1);
    });
  }

  it('two series that differ in a secret are one from the start', async () => {
    const { meter, reader } = startMetering();
    const counter = meter.createCounter('m');
    counter.add(1, { a: canary });
    counter.add(2, { a: hidden });
    assert.deepEqual(await pointsOf(reader), [[{ a: hidden }, 3]]);
  });

  it('leaves the attributes of the app alone, and hands on the same copy of harmless ones each time', async () => {
    const given: Attributes[] = [];
    const attributesProcessors = [{ process: (attributes: Attributes) => (given.push(attributes), attributes) }];
    const { meter } = startMetering(createCanaryRedactor(), [{ instrumentName: '*', attributesProcessors }]);
    const plain = { a: 'plain' };
    for (const attributes of [plain, secret, { ...plain }]) meter.createCounter('m').add(1, attributes);
    assert.deepEqual(given, [plain, redacted, plain]);
    assert.notEqual(given[0], plain);
    assert.equal(given[2], given[0]);
    assert.deepEqual(secret, { a: canary, b: 1 });
  });

  it('does not let out what the app puts in later, at any depth', async () => {
    const { meter, reader } = startMetering(createRedactor());
    const rows: Attributes[] = [{ a: 'remembered' }, { a: 'x'.repeat(200) }, { a: ['list'] }, { a: { b: ['map'] } }, { ['k'.repeat(200)]: 1 }];
    const before = structuredClone(rows);
    const counter = meter.createCounter('m');
    for (const attributes of rows) {
      counter.add(1, attributes);
      counter.add(1, attributes);
      for (const value of Object.values(attributes)) if (typeof value === 'object') Object.assign(value as object, { 0: canary, token: canary });
      attributes['token'] = canary;
    }
    assert.deepEqual(await pointsOf(reader), before.map((attributes) => [attributes, 2]));
  });

  it('reads a getter once', async () => {
    const { meter, reader } = startMetering();
    let reads = 0;
    meter.createCounter('m').add(1, {
      get a() {
        return ++reads === 2 ? 'clean' : canary;
      },
    });
    meter.createCounter('m').add(1, Object.create({ inherited: canary }) as Attributes);
    assert.doesNotMatch(JSON.stringify(await pointsOf(reader)), new RegExp(canary));
  });

  it('looks only once at harmless attributes that come again', () => {
    const redactor = createCanaryRedactor();
    let looks = 0;
    const { meter } = startMetering({ ...redactor, redactAttributes: (attributes, surface) => (looks++, redactor.redactAttributes(attributes, surface)) });
    const counter = meter.createCounter('m');
    const list = ['x'];
    const rows: readonly (readonly [attributes: Attributes, looksAfter: number])[] = [
      [{ a: 'x', b: 1 }, 1], [{ a: 'x', b: 1 }, 1],
      // a part of what is known, in another order, or with another type, is not known
      [{ a: 'x' }, 2], [{ b: 1, a: 'x' }, 3], [{ a: 'x', b: '1' }, 4], [{ a: 'x', b: 1, c: 1 }, 5],
      [{}, 6], [{}, 6],
      [{ a: canary }, 7], [{ a: canary }, 8],
      // what is in it may change
      [{ a: list }, 9], [{ a: list }, 10],
      [{ a: 'x'.repeat(128) }, 11], [{ a: 'x'.repeat(128) }, 11],
      [{ a: 'x'.repeat(129) }, 12], [{ a: 'x'.repeat(129) }, 13],
      [{ ['k'.repeat(128)]: 1 }, 14], [{ ['k'.repeat(128)]: 1 }, 14],
      [{ ['k'.repeat(129)]: 1 }, 15], [{ ['k'.repeat(129)]: 1 }, 16],
    ];
    for (const [attributes, looksAfter] of rows) {
      counter.add(1, attributes);
      assert.equal(looks, looksAfter, JSON.stringify(attributes));
    }
  });

  it('remembers a bounded number of attributes, and the latest after a flood', () => {
    const redactor = createCanaryRedactor();
    let looks = 0;
    const { meter } = startMetering({ ...redactor, redactAttributes: (attributes) => (looks++, attributes) });
    const counter = meter.createCounter('m');
    for (let id = 0; id < 30_000; id++) counter.add(1, { id });
    counter.add(1, { id: 29_999 });
    assert.equal(looks, 30_000);
    counter.add(1, { id: 0 });
    assert.equal(looks, 30_001);
    for (const late of [{ late: 1 }, { late: 1 }]) counter.add(1, late);
    assert.equal(looks, 30_002);
  });

  it('hides the secret in name, description, unit and scope, and keeps the rest of the options', async () => {
    const { provider, reader } = startMetering();
    const meter = provider.getMeter(`scope ${canary}`, `1 ${canary}`, { schemaUrl: `https://x/${canary}` });
    const options = { description: `d ${canary}`, unit: `u ${canary}`, advice: { explicitBucketBoundaries: [1, 2] } };
    meter.createHistogram(`m ${canary}`, options).record(1);
    const [scopeMetrics] = await reader.collectScopes();
    assert.deepEqual(scopeMetrics?.scope, { name: `scope ${hidden}`, version: `1 ${hidden}`, schemaUrl: `https://x/${hidden}` });
    const [metric] = scopeMetrics?.metrics ?? [];
    assert.deepEqual([metric?.descriptor.name, metric?.descriptor.description, metric?.descriptor.unit], [`m ${hidden}`, `d ${hidden}`, `u ${hidden}`]);
    const value = metric?.dataPoints[0]?.value;
    assert.deepEqual(typeof value === 'object' && 'buckets' in value ? value.buckets.boundaries : undefined, [1, 2]);
    assert.equal(options.description, `d ${canary}`);
  });

  it('gives the same meter for the same scope', () => {
    const { provider } = startMetering();
    assert.equal(provider.getMeter('a', '1'), provider.getMeter('a', '1'));
    assert.notEqual(provider.getMeter('a', '1'), provider.getMeter('a', '2'));
  });

  it('a user view with attributes of its own sees what is left', async () => {
    const { meter, reader } = startMetering(createCanaryRedactor(), [{ instrumentName: 'm', attributesProcessors: [{ process: ({ a }) => ({ a }) }] }]);
    meter.createCounter('m').add(1, secret);
    const [scopeMetrics] = await reader.collectScopes();
    assert.equal(scopeMetrics?.metrics.length, 1, 'one stream');
    assert.deepEqual(scopeMetrics?.metrics[0]?.dataPoints.map(({ attributes }) => attributes), [{ a: hidden }]);
  });

  it('records without attributes what cannot be redacted, and reports it', async () => {
    const { meter, reader } = startMetering({ ...createCanaryRedactor(), redactAttributes: createFailingRedactor().redactAttributes });
    meter.createCounter('m').add(1, { a: canary });
    assert.deepEqual(await pointsOf(reader), [[{}, 1]]);
    assert.match(lines.join('\n'), /redaction-failed: Error\. /);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
  });

  it('takes what is no callback as the SDK does: nothing throws before it is collected', async () => {
    const { meter, reader } = startMetering();
    const instrument = meter.createObservableGauge('m');
    for (const nothing of [undefined, null, 7]) {
      instrument.addCallback(nothing as never);
      meter.addBatchObservableCallback(nothing as never, [instrument]);
      assert.equal((await reader.collect()).errors.length, 2);
      instrument.removeCallback(nothing as never);
      meter.removeBatchObservableCallback(nothing as never, [instrument]);
    }
    assert.deepEqual(await pointsOf(reader), []);
  });

  it('takes what is no attributes object as the SDK does', async () => {
    const { meter, reader } = startMetering();
    for (const nothing of [undefined, 7 as never]) meter.createCounter('m').add(1, nothing);
    assert.deepEqual(await pointsOf(reader).then((points) => points.map(([, value]) => value)), [2]);
    assert.deepEqual(lines, []);
  });

  it('flushes and shuts down the SDK; what is recorded afterwards goes nowhere', async () => {
    const { provider, reader, meter } = startMetering();
    await provider.forceFlush();
    await provider.shutdown();
    const late = provider.getMeter('late');
    late.createCounter('m').add(1, secret);
    late.createObservableGauge('m').addCallback(() => undefined);
    meter.createCounter('m').add(1, secret);
    await assert.rejects(reader.collect());
  });
});

describe('otel_distro.redaction.count', () => {
  it('has a point for each rule and exit, until it is taken back', async () => {
    const counts = new RedactionCounts();
    const { meter, reader } = startMetering();
    const undo = registerRedactionMetric(meter, counts);
    assert.deepEqual(await pointsOf(reader), []);
    counts.add('key', 'span');
    counts.add('key', 'span');
    counts.add('card', 'log');
    const [scopeMetrics] = await reader.collectScopes();
    const [metric] = scopeMetrics?.metrics ?? [];
    assert.deepEqual([metric?.descriptor.name, metric?.descriptor.unit], ['otel_distro.redaction.count', '{value}']);
    assert.deepEqual(metric?.dataPoints.map(({ attributes, value }) => [attributes, value]), [[{ rule: 'key', surface: 'span' }, 2], [{ rule: 'card', surface: 'log' }, 1]]);
    undo();
    counts.add('key', 'span');
    assert.deepEqual((await pointsOf(reader)).map(([, value]) => value), [2, 1]);
  });
});
