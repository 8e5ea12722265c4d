/** Tracers and their provider beside upstream's: how spans start, who their parents are, what samplers and processors are told, what is counted. */
import { context, createTraceState, INVALID_SPAN_CONTEXT, SamplingDecision, SpanKind, trace, type Attributes, type Context, type Meter, type MeterProvider, type Span, type SpanContext, type SpanOptions } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { TracerProvider, type Sampler } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { createSampler } from '../../../src/sdk/samplers.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';
import { assertSame, read, remote, resource, under, type ReadSpan, type Setting, type Stage } from './both-providers.js';

const startTime = [1_700_000_000, 0] as [number, number];
const traceState = createTraceState('vendor=1');
const symbol = Symbol('no value') as never;
const link = { context: { ...remote, traceState }, attributes: { why: 'retry' } };

const parents: Readonly<Record<string, () => Context>> = {
  'none': () => context.active(),
  'a remote one': () => under(remote),
  'a remote one that is not sampled': () => under({ ...remote, traceFlags: 0 }),
  'a remote one with more flags': () => under({ ...remote, traceFlags: 3 }),
  'a remote one with a trace state': () => under({ ...remote, traceState }),
  'one of another kind that is not remote': () => under({ ...remote, isRemote: false }),
  'ids in capitals': () => under({ ...remote, traceId: 'ABCDEF'.padEnd(32, '9'), spanId: 'F'.repeat(16) }),
  'an invalid one': () => under(INVALID_SPAN_CONTEXT),
  'an invalid one that is remote': () => under({ ...INVALID_SPAN_CONTEXT, isRemote: true, traceState }),
  'ids that are too short': () => under({ ...remote, spanId: 'b7ad' }),
  'suppressed': () => suppressTracing(under(remote)),
};

const adding: Sampler = {
  shouldSample: (_context, _traceId, name) => ({
    decision: name === 'dropped' ? SamplingDecision.NOT_RECORD : name === 'recorded' ? SamplingDecision.RECORD : SamplingDecision.RECORD_AND_SAMPLED,
    attributes: { 'sampler.name': 'adding', 'given': 'changed', '': 1, 'invalid': symbol },
    traceState: createTraceState('sampler=1'),
  }),
};
const noTraceState: Sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }) };
const ratio = (value: number) => ({ trace_id_ratio_based: { ratio: value } });
const samplers: Readonly<Record<string, Sampler>> = {
  'the default': createSampler(undefined),
  'always_on': createSampler({ always_on: {} }),
  'always_off': createSampler({ always_off: {} }),
  'trace_id_ratio_based': createSampler(ratio(0.5)),
  'trace_id_ratio_based of all': createSampler(ratio(1)),
  'trace_id_ratio_based of none': createSampler(ratio(0)),
  'parent_based, always_off': createSampler({ parent_based: { root: { always_off: {} } } }),
  'parent_based, ratio': createSampler({ parent_based: { root: ratio(0.5) } }),
  'parent_based, all the other way': createSampler({ parent_based: { root: { always_off: {} }, remote_parent_sampled: { always_off: {} }, remote_parent_not_sampled: { always_on: {} }, local_parent_sampled: { always_off: {} }, local_parent_not_sampled: { always_on: {} } } }),
  'parent_based, ratio of those whose parent is sampled': createSampler({ parent_based: { root: { always_on: {} }, remote_parent_sampled: ratio(0.3) } }),
  'one that adds attributes and a trace state': adding,
  'one that only records': noTraceState,
};

/** Whatever there is to see of a span and of a child of it. */
function show({ tracer, tell }: Stage, span: Span, parent: Context): void {
  tell(span.spanContext(), span.isRecording(), 'attributes' in span && read(span as ReadSpan));
  const child = tracer.startSpan('child', { startTime }, trace.setSpan(parent, span));
  tell(child.spanContext(), child.isRecording(), trace.getSpanContext(parent));
  child.end([1_700_000_001, 0]);
  span.end([1_700_000_002, 0]);
}

describe('a tracer of ours beside upstream\'s', () => {
  for (const [name, parent] of Object.entries(parents)) {
    for (const [kind, sampler] of Object.entries(samplers)) {
      // the rest is decided by the ids, which differ where there is no parent
      if (kind.includes('ratio') && !kind.includes('all') && !kind.includes('none') && !name.startsWith('a remote')) continue;
      it(`parent: ${name}, sampler: ${kind}`, () => assertSame((stage) => {
        const given = parent();
        for (const options of [{ startTime }, { startTime, attributes: { given: 'x', list: ['y'] }, links: [link], kind: SpanKind.SERVER }, { startTime, root: true, attributes: { 'sampler.name': 5 } }]) {
          if (options.root === true && kind.includes('ratio')) continue;
          for (const spanName of ['work', 'recorded', 'dropped']) show(stage, stage.tracer.startSpan(spanName, options, given), given);
        }
      }, { sampler }));
    }
  }

  it('a ratio takes the same traces', () => assertSame(({ start, tell }) => {
    for (let word = 0; word < 256; word++) tell(start({}, under({ ...remote, traceId: `${word.toString(16).padStart(2, '0')}`.repeat(16).replace(/^0+$/, '0'.repeat(31).concat('1')) })).spanContext().traceFlags);
  }, { sampler: createSampler(ratio(0.4)) }));

  const told: Setting = {
    sampler: { ...adding, shouldSample: (...asked) => (asks.push(asked.slice(1)), adding.shouldSample(...asked)) },
  };
  const asks: unknown[][] = [];
  it('a sampler is asked about name, kind, attributes and links, valid ones only', () => assertSame(({ start, tell }) => {
    asks.splice(0);
    start({}, under(remote));
    start({ kind: SpanKind.CLIENT, attributes: { a: 1, b: ['x'], gone: undefined, invalid: symbol }, links: [link, { context: remote }] }, under(remote));
    tell(asks);
  }, told));
  it('a sampler that changes the attributes it is given', () => assertSame(({ start }) => start({ attributes: { a: 1 } }), {
    sampler: { shouldSample: (_context, _traceId, _name, _kind, attributes) => (Object.assign(attributes, { b: 2 }), { decision: SamplingDecision.RECORD_AND_SAMPLED }) },
  }));
  it('a sampler whose attributes are beyond the limits', () => assertSame(({ start }) => start({ attributes: { a: 'long text', b: symbol } }), { sampler: adding, limits: { attributeCountLimit: 1, attributeValueLengthLimit: 3 } }));

  const options: Readonly<Record<string, unknown>> = {
    'none': undefined, 'empty': {}, 'null parts': { kind: null, attributes: null, links: null, startTime: null, root: null }, 'undefined parts': { kind: undefined, attributes: undefined, links: undefined, startTime: undefined, root: undefined },
    'all': { kind: SpanKind.PRODUCER, attributes: { a: 1 }, links: [link], startTime, root: true }, 'a kind that does not exist': { kind: 77 }, 'root that is no boolean': { root: 1 }, 'an attribute beyond the limit': { attributes: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key.${index}`, index])) },
    'links beyond the limit': { links: Array.from({ length: 200 }, (_, index) => ({ context: remote, attributes: { index } })) },
  };
  for (const [name, given] of Object.entries(options)) {
    it(`startSpan, options: ${name}`, () => assertSame((stage) => {
      show(stage, stage.tracer.startSpan('work', given as SpanOptions), context.active());
      show(stage, stage.tracer.startSpan('work', given as SpanOptions, under(remote)), under(remote));
    }));
  }
  it('startSpan in the active context', () => assertSame(({ tracer }) => context.with(under(remote), () => tracer.startSpan('work'))));
  it('startSpan, options: null throws', () => assertSame(({ tracer, tell }) => {
    try {
      tracer.startSpan('work', null as never);
    } catch (error) {
      tell((error as Error).name);
    }
  }));

  it('startActiveSpan: all forms', () => assertSame(({ tracer, tell }) => {
    const fn = (span: Span): string => {
      tell('in', trace.getActiveSpan() === span, read(span as ReadSpan));
      span.end([1_700_000_001, 0]);
      return 'result';
    };
    tell(tracer.startActiveSpan('a', fn), tracer.startActiveSpan('b', { kind: SpanKind.CLIENT, startTime }, fn), tracer.startActiveSpan('c', { startTime }, under(remote), fn));
    tell(tracer.startActiveSpan('d', undefined as never, fn), tracer.startActiveSpan('e', undefined as never, undefined as never, fn), tracer.startActiveSpan('f', { root: true }, under(remote), fn));
    tell(context.with(under(remote), () => tracer.startActiveSpan('g', {}, fn)));
    tell((tracer.startActiveSpan as (name: string) => unknown)('nothing to run'));
    tell(trace.getActiveSpan());
  }));
  it('startActiveSpan: what is thrown, in a context that is suppressed, and what is no function', () => assertSame(({ tracer, tell }) => {
    const attempt = (run: () => unknown): void => {
      try {
        tell('returned', run());
      } catch (error) {
        tell('thrown', (error as Error).name);
      }
      tell(trace.getActiveSpan());
    };
    attempt(() => tracer.startActiveSpan('a', () => { throw new RangeError('broken'); }));
    attempt(() => tracer.startActiveSpan('b', {}, suppressTracing(under(remote)), (span) => [span.isRecording(), span.spanContext()]));
    attempt(() => tracer.startActiveSpan('c', 5 as never));
  }));
});

describe('a tracer provider of ours beside upstream\'s', () => {
  it('gives the same tracer for the same scope', () => assertSame(({ provider, tell }) => {
    const scopes: readonly Parameters<OwnTracerProvider['getTracer']>[] = [['a'], ['a', undefined], ['a', ''], ['a', '1'], ['a', '1', {}], ['a', '1', { schemaUrl: 'https://x' }], ['a', '1', null as never], ['b'], ['', '1'], ['a', undefined, { schemaUrl: 'https://x' }]];
    for (const left of scopes) for (const right of scopes) tell(left, right, provider.getTracer(...left) === provider.getTracer(...right));
    for (const scope of scopes) provider.getTracer(...scope).startSpan('work').end();
  }));

  const teller = (name: string): NonNullable<Setting['processors']> => (tell) => [
    { onStart: (span) => (tell(name, 'onStart', span.isRecording()), span.setAttribute(name, 'start')), onEnd: ({ ended }) => tell(name, 'onEnd', ended), forceFlush: async () => undefined, shutdown: async () => undefined },
    {
      onStart: (span, parent) => (tell('second', read(span as unknown as ReadSpan), trace.getSpanContext(parent)), span.updateName('renamed')),
      onEnding: (span) => (tell('second', 'onEnding', span.isRecording()), span.setAttribute('at the end', 1).addEvent('ending', [1_700_000_001, 0])),
      onEnd: (span) => (tell('second', 'onEnd', read(span as ReadSpan)), (span as ReadSpan).setAttribute('late', 1)),
      forceFlush: async () => undefined, shutdown: async () => undefined,
    },
  ];
  it('calls processors in their order: at the start, before the end, at the end', () => assertSame(({ start }) => start({ startTime }, under(remote)).end([1_700_000_002, 0]), { processors: teller('first') }));

  for (const Provider of [TracerProvider, OwnTracerProvider]) {
    it(`${Provider.name} flushes and shuts down all processors, and rejects where one cannot`, async () => {
      const calls: string[] = [];
      const processor = (name: string, fails = false) => ({
        onStart: () => undefined, onEnd: () => undefined,
        forceFlush: async () => { calls.push(`flush ${name}`); if (fails) throw new Error(name); },
        shutdown: async () => { calls.push(`shutdown ${name}`); if (fails) throw new Error(name); },
      });
      const provider = new Provider({ resource, sampler: createSampler(undefined), spanLimits: {}, spanProcessors: [processor('a', true), processor('b')] });
      await assert.rejects(provider.forceFlush());
      await assert.rejects(provider.shutdown());
      assert.deepEqual(calls, ['flush a', 'flush b', 'shutdown a', 'shutdown b']);
    });
  }
});

describe('otel.sdk.span.* of ours beside upstream\'s', () => {
  /** The names of instruments and all that is recorded. */
  function count(Provider: typeof TracerProvider | typeof OwnTracerProvider, sampler: Sampler): unknown[] {
    const recorded: unknown[] = [];
    const create = (kind: string) => (name: string, options: unknown) => {
      recorded.push([kind, name, options]);
      return { add: (value: number, attributes: Attributes) => recorded.push([name, value, { ...attributes }]) };
    };
    const meterProvider = { getMeter: () => ({ createCounter: create('counter'), createUpDownCounter: create('up-down counter') }) as unknown as Meter } satisfies MeterProvider;
    const provider = new Provider({ resource, sampler, spanLimits: {}, spanProcessors: [], meterProvider });
    const tracer = provider.getTracer('sample');
    const contexts: readonly (SpanContext | undefined)[] = [undefined, remote, { ...remote, isRemote: false }, { ...remote, traceFlags: 0 }, INVALID_SPAN_CONTEXT, { ...INVALID_SPAN_CONTEXT, isRemote: true }];
    for (const parent of contexts) {
      for (const name of ['work', 'recorded', 'dropped']) {
        const given = parent === undefined ? context.active() : under(parent);
        const span = tracer.startSpan(name, {}, given);
        const child = tracer.startSpan(name, {}, trace.setSpan(given, span));
        child.end();
        span.end();
        span.end();
      }
    }
    return recorded;
  }

  for (const [name, sampler] of Object.entries({ 'the default': createSampler(undefined), 'one with all decisions': adding, 'always_off': createSampler({ always_off: {} }) })) {
    it(`counts what upstream counts, sampler: ${name}`, () => assert.deepEqual(count(OwnTracerProvider, sampler), count(TracerProvider, sampler)));
  }
});
