/** Where spans of ours are not as upstream's, and why. */
import { diag, DiagLogLevel, ROOT_CONTEXT, trace, type Attributes, type HrTime, type SpanOptions } from '@opentelemetry/api';
import { TracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createSampler } from '../../../src/sdk/samplers.js';
import { distroName } from '../../../src/support/version.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';
import { remote, resource, type ReadSpan } from './both-providers.js';

type Provider = typeof TracerProvider | typeof OwnTracerProvider;

function start(Chosen: Provider, options: SpanOptions = {}, processors: readonly SpanProcessor[] = []): ReadSpan {
  const provider = new Chosen({ resource, sampler: createSampler(undefined), spanLimits: {}, spanProcessors: [...processors] });
  return provider.getTracer('sample').startSpan('work', options) as ReadSpan;
}

const both: readonly Provider[] = [TracerProvider, OwnTracerProvider];
const inMs = ([seconds, nanoseconds]: HrTime): number => seconds * 1000 + nanoseconds / 1e6;

describe('deliberate differences from upstream\'s spans', () => {
  const lines = captureDiagnostics();
  const warnings: unknown[] = [];
  beforeEach(() => {
    warnings.splice(0);
    const ignore = (): void => undefined;
    diag.setLogger({ error: ignore, warn: (text) => warnings.push(text), info: ignore, debug: ignore, verbose: ignore }, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  });
  afterEach(() => diag.disable());

  it('a start has microseconds, so that the spans of a millisecond keep their order; upstream\'s has whole milliseconds', () => {
    const [upstreams, ours] = both.map((Chosen) => Array.from({ length: 50 }, () => start(Chosen).startTime[1] % 1_000_000));
    assert.ok(upstreams?.every((rest) => rest === 0));
    assert.ok(ours?.some((rest) => rest !== 0));
  });

  it('an end in whole milliseconds that lies in the millisecond of the start is no mistake: it ends where it starts, without a warning', () => {
    let span = start(OwnTracerProvider);
    while (span.startTime[1] % 1_000_000 === 0) span = start(OwnTracerProvider);
    span.end(Math.floor(inMs(span.startTime)));
    assert.deepEqual([span.endTime, span.duration, warnings], [span.startTime, [0, 0], []]);
  });

  it('a child does not start before its parent, and does not end after it', () => {
    const provider = new OwnTracerProvider({ resource, sampler: createSampler(undefined), spanLimits: {}, spanProcessors: [] });
    const tracer = provider.getTracer('sample');
    for (let time = 0; time < 1000; time++) {
      const parent = tracer.startSpan('parent') as ReadSpan;
      const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)) as ReadSpan;
      child.end();
      parent.end();
      const order = [parent.startTime, child.startTime, child.endTime, parent.endTime].map(([seconds, nanoseconds]) => BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
      assert.ok(order.every((moment, index) => index === 0 || moment >= order[index - 1]!), String(order));
    }
  });

  it('a start that was given may be of the wall clock, which is ahead by parts of a millisecond: no end lies before it', () => {
    const { now } = Date;
    Date.now = () => now() + 2;
    try {
      const span = start(OwnTracerProvider, { startTime: Date.now() });
      span.end();
      assert.ok(inMs(span.duration) >= 0);
      assert.deepEqual(warnings, []);
    } finally {
      Date.now = now;
    }
  });

  it('an end a millisecond before the start is one, as it is upstream', () => {
    for (const Chosen of both) {
      warnings.splice(0);
      const span = start(Chosen);
      span.end(inMs(span.startTime) - 1.5);
      assert.deepEqual([span.endTime, span.duration, warnings.length], [span.startTime, [0, 0], 1], Chosen.name);
    }
  });

  it('an attribute at the start that sets a prototype is looked at once: the rest of it stays, and nothing throws; upstream drops it or throws', () => {
    const list = { map: JSON.parse('{"a": {"__proto__": [], "b": 1}}') } as Attributes;
    assert.deepEqual(both.map((Chosen) => Object.keys(start(Chosen, { attributes: list }).attributes)), [[], ['map']]);
    const bytes = { map: Object.defineProperty({}, '__proto__', { value: new Uint8Array(1), enumerable: true }) } as Attributes;
    assert.throws(() => start(TracerProvider, { attributes: bytes }));
    assert.deepEqual(Object.keys(start(OwnTracerProvider, { attributes: bytes }).attributes), ['map']);
  });

  it('an exception that cannot become a text is warned about; upstream throws', () => {
    const exception = Object.create(null) as Error;
    assert.throws(() => start(TracerProvider).recordException(exception));
    start(OwnTracerProvider).recordException(exception);
    assert.deepEqual(warnings, ['Failed to record an exception [object Object]']);
  });

  it('all processors are shut down though one throws at once; upstream\'s come no further', async () => {
    const told = await Promise.all(both.map(async (Chosen) => {
      const calls: string[] = [];
      const processor = (name: string): SpanProcessor => ({
        onStart: () => undefined, onEnd: () => undefined, forceFlush: async () => undefined,
        shutdown: () => { calls.push(name); throw new Error(name); },
      });
      const provider = new Chosen({ resource, sampler: createSampler(undefined), spanLimits: {}, spanProcessors: [processor('a'), processor('b')] });
      await assert.rejects(async () => provider.shutdown());
      return calls;
    }));
    assert.deepEqual(told, [['a'], ['a', 'b']]);
  });

  it('what a processor throws does not reach the app; upstream\'s lets it through', () => {
    const fail = (): never => { throw new Error('secret'); };
    const failing: SpanProcessor = { onStart: fail, onEnding: fail, onEnd: fail, forceFlush: async () => undefined, shutdown: async () => undefined };
    assert.throws(() => start(TracerProvider, {}, [failing]), /secret/);
    start(OwnTracerProvider, {}, [failing]).end();
    assert.match(lines.join('\n'), /processor-failed/);
    assert.doesNotMatch(lines.join('\n'), /secret/);
  });

  it('the scope of otel.sdk.span.* is the distro, which makes the spans', () => {
    const scopes = both.map((Chosen) => {
      const names: string[] = [];
      const meterProvider = { getMeter: (name: string) => (names.push(name), { createCounter: () => ({ add: () => undefined }), createUpDownCounter: () => ({ add: () => undefined }) }) as never };
      new Chosen({ resource, sampler: createSampler(undefined), spanLimits: {}, spanProcessors: [], meterProvider }).getTracer('sample');
      return names;
    });
    assert.deepEqual(scopes, [['@opentelemetry/sdk-trace'], [distroName]]);
  });

  it('a copy by spread has what is kept; what is made when it is asked for has to be asked for', () => {
    const copies = both.map((Chosen): Partial<ReadSpan> => ({ ...start(Chosen, { attributes: { a: 1 } }) }));
    assert.deepEqual(copies.map(({ name, attributes }) => [name, attributes]), [['work', { a: 1 }], ['work', undefined]]);
  });

  it('a span is printed as upstream\'s, without its class; as JSON it is the same', () => {
    const [upstreams, ours] = both.map((Chosen) => {
      const span = start(Chosen, { attributes: { a: 1 }, links: [{ context: remote }], startTime: [1, 2] });
      span.addEvent('event', [3, 4]).end([5, 6]);
      const { traceId, spanId } = span.spanContext();
      const plain = (text: string): string => text.replaceAll(traceId, 'trace').replaceAll(spanId, 'span').replaceAll(/,? \w+: undefined/g, '');
      return { printed: plain(inspect(span, { depth: null, breakLength: Infinity })), json: JSON.parse(plain(JSON.stringify(span))) as Record<string, unknown> };
    });
    assert.ok(upstreams !== undefined && ours !== undefined);
    assert.match(upstreams.printed, /^SpanImpl \{/);
    assert.equal(ours.printed, upstreams.printed.replace('SpanImpl ', ''));
    for (const part of ['name', 'kind', 'attributes', 'links', 'events', 'startTime', 'endTime', 'status']) assert.deepEqual(ours.json[part], upstreams.json[part], part);
    assert.deepEqual(ours.json['resource'], { attributes: resource.attributes });
  });
});
