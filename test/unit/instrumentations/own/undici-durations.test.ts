/** The durations of the undici instrumentation: those of upstream, with the same attributes object for the same series. */
import assert from 'node:assert/strict';
import type { Attributes, HrTime, MeterProvider } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { UndiciInstrumentation as Upstream } from '@opentelemetry/instrumentation-undici';
import { UndiciInstrumentation } from '../../../../src/instrumentations/own/undici-instrumentation.js';

interface Recorder {
  setMeterProvider(provider: MeterProvider): void;
  recordRequestDuration(attributes: Attributes, startTime: HrTime): void;
}

/** What is recorded of spans with these attributes. */
function record(instrumentation: unknown, spans: readonly Attributes[]): { seconds: number; attributes: Attributes }[] {
  const recorded: { seconds: number; attributes: Attributes }[] = [];
  const recorder = instrumentation as Recorder;
  const histogram = { record: (seconds: number, attributes: Attributes) => void recorded.push({ seconds, attributes }) };
  recorder.setMeterProvider({ getMeter: () => ({ createHistogram: () => histogram }) } as unknown as MeterProvider);
  const [seconds, nanoseconds] = hrTime();
  for (const attributes of spans) recorder.recordRequestDuration(attributes, [seconds - 2, nanoseconds]);
  return recorded;
}

const span: Attributes = {
  'http.request.method': 'GET',
  'url.full': 'http://a/b',
  'server.address': 'a',
  'server.port': 80,
  'url.scheme': 'http',
  'network.protocol.version': '1.1',
  'http.response.status_code': 200,
};

describe('durations of undici', () => {
  const series: readonly Attributes[] = [span, { ...span, 'server.address': 'b' }, { ...span, 'server.port': 81 }, { ...span, 'http.response.status_code': 404, 'error.type': '404' }, { 'server.address': 'a' }, {}];

  it('have what upstream’s have', () => {
    const ours = record(new UndiciInstrumentation({ enabled: false }), [...series, ...series]);
    const upstream = record(new Upstream({ enabled: false }), [...series, ...series]);
    assert.deepEqual(ours.map(({ attributes }) => attributes), upstream.map(({ attributes }) => attributes));
    for (const { seconds } of ours) assert.ok(seconds >= 2 && seconds < 3, String(seconds));
  });

  it('have the same frozen attributes for the same series', () => {
    const [first, second, other] = record(new UndiciInstrumentation({ enabled: false }), [span, { ...span, 'url.full': 'http://a/c' }, { ...span, 'server.port': 81 }]);
    assert.equal(first?.attributes, second?.attributes);
    assert.notEqual(first?.attributes, other?.attributes);
    assert.ok(Object.isFrozen(first?.attributes));
  });

  it('forget where there are many series', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...span, 'server.port': index }));
    const recorded = record(new UndiciInstrumentation({ enabled: false }), [span, ...many, span]);
    assert.notEqual(recorded[0]?.attributes, recorded.at(-1)?.attributes);
  });
});
