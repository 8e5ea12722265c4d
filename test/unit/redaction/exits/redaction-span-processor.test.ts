import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type Link, type Span, type SpanOptions, type Tracer, type TraceState } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { RedactionSpanProcessor } from '../../../../src/redaction/exits/redaction-span-processor.js';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import { canary, createCanaryRedactor, createFailingRedactor, hidden } from './canary-redactor.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';

const linkContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED };

class RecordingProcessor implements SpanProcessor {
  readonly calls: string[] = [];
  readonly ended: ReadableSpan[] = [];

  onStart(): void {
    this.calls.push('onStart');
  }

  onEnding(): void {
    this.calls.push('onEnding');
  }

  onEnd(span: ReadableSpan): void {
    this.calls.push('onEnd');
    this.ended.push(span);
  }

  async forceFlush(): Promise<void> {
    this.calls.push('forceFlush');
  }

  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
  }
}

class FailingProcessor implements SpanProcessor {
  onStart(): void {
    throw new Error(canary);
  }

  onEnd(): void {
    throw new Error(canary);
  }

  forceFlush(): Promise<void> {
    throw new Error('flush failed');
  }

  shutdown(): Promise<void> {
    return Promise.reject(new Error('shutdown failed'));
  }
}

/** With what is only reached by a call or a getter. */
function everythingIn(span: ReadableSpan): string {
  const states = [span.spanContext(), span.parentSpanContext, ...span.links.map(({ context }) => context)].map((context) => context?.traceState?.serialize());
  return JSON.stringify([span, span.spanContext(), span.instrumentationScope, states]);
}

function startTracer(...next: SpanProcessor[]) {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    spanLimits: { eventCountLimit: 1 },
    spanProcessors: [new RedactionSpanProcessor({ next, redactor: createRedactor() })],
  });
  return provider.getTracer('scope', '1.2.3');
}

describe('RedactionSpanProcessor', () => {
  const lines = captureDiagnostics();

  it('hands on the span itself when there is nothing to hide', () => {
    const next = new RecordingProcessor();
    const span = startTracer(next).startSpan('plain', { attributes: { 'http.route': '/', 'gen_ai.usage.input_tokens': 4 } });
    span.addEvent('e', { a: 1 });
    span.end();
    assert.equal(next.ended[0], span);
    assert.deepEqual(next.calls, ['onStart', 'onEnding', 'onEnd']);
  });

  it('hands on the span itself when its trace state holds nothing to hide', () => {
    const next = new RecordingProcessor();
    const traceState = createTraceState('a=1,b=2');
    const span = startTracer(next).startSpan('plain', { links: [{ context: { ...linkContext, traceState } }] }, trace.setSpanContext(ROOT_CONTEXT, { ...linkContext, traceState }));
    span.end();
    assert.equal(next.ended[0], span);
  });

  it('hands on what cannot be encoded, for whoever encodes it to report', () => {
    const next = new RecordingProcessor();
    const link = {} as Link;
    startTracer(next).startSpan(7 as never, { links: [link] }).end();
    assert.deepEqual(next.ended[0]?.name, 7);
    assert.deepEqual(lines, []);
  });

  it('redacts attributes, nested attributes, events and links', () => {
    const exporter = new InMemorySpanExporter();
    const span = startTracer(new SimpleSpanProcessor({ exporter })).startSpan('login', {
      attributes: { 'user.password': canary, keep: 1, nested: { list: [{ apiKey: canary }] } },
      links: [{ context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }, attributes: { token: canary, l: 1 } }],
    });
    span.addEvent('authorised', { Authorization: canary, e: 1 });
    span.end();
    const [exported] = exporter.getFinishedSpans();
    assert.deepEqual(exported?.attributes, { 'user.password': '[REDACTED]', keep: 1, nested: { list: [{ apiKey: '[REDACTED]' }] } });
    assert.deepEqual(exported?.events[0]?.attributes, { Authorization: '[REDACTED]', e: 1 });
    assert.deepEqual(exported?.links[0]?.attributes, { token: '[REDACTED]', l: 1 });
    assert.equal(exported?.links[0]?.context.spanId, '2'.repeat(16));
  });

  const leaks: readonly (readonly [place: string, leak: SpanOptions])[] = [
    ['attribute', { attributes: { token: canary } }],
    ['link', { links: [{ context: linkContext, attributes: { token: canary } }] }],
  ];
  for (const [place, leak] of leaks) {
    it(`leaves no way to the secret of a single ${place}`, () => {
      const next = new RecordingProcessor();
      startTracer(next).startSpan('s', leak).end();
      const [redacted] = next.ended;
      assert.doesNotMatch(JSON.stringify(redacted), new RegExp(canary));
      assert.equal(Object.getPrototypeOf(redacted), Object.prototype);
    });
  }

  it('keeps everything else of a redacted span', () => {
    const next = new RecordingProcessor();
    const span = startTracer(next).startSpan('work', { kind: SpanKind.CLIENT, attributes: { secret: canary } });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
    span.addEvent('dropped').addEvent('kept');
    span.end();
    const original = span as unknown as ReadableSpan;
    const [redacted] = next.ended;
    assert.ok(redacted !== undefined && redacted !== original);
    assert.deepEqual(redacted.spanContext(), span.spanContext());
    assert.equal(redacted.spanContext().traceFlags, TraceFlags.SAMPLED);
    for (const field of [
      'name', 'kind', 'parentSpanContext', 'startTime', 'endTime', 'status', 'duration', 'ended', 'resource',
      'instrumentationScope', 'droppedAttributesCount', 'droppedEventsCount', 'droppedLinksCount',
    ] as const) {
      assert.deepEqual(redacted[field], original[field], field);
    }
    assert.equal(redacted.ended, true);
    assert.equal(redacted.droppedEventsCount, 1);
    assert.deepEqual(redacted.events.map((event) => event.name), ['kept']);
  });

  const stateOf = (...members: string[]): TraceState => createTraceState(members.join(','));
  const parentWith = (traceState: TraceState): Context => trace.setSpanContext(ROOT_CONTEXT, { ...linkContext, traceState });
  const parts: readonly (readonly [part: string, record: (tracer: Tracer) => Span, left: (span: ReadableSpan) => unknown, expected: unknown])[] = [
    ['name', (tracer) => tracer.startSpan(`a ${canary}`), ({ name }) => name, `a ${hidden}`],
    ['attribute', (tracer) => tracer.startSpan('s', { attributes: { a: `b ${canary}` } }), ({ attributes }) => attributes, { a: `b ${hidden}` }],
    ['attribute key', (tracer) => tracer.startSpan('s', { attributes: { [`a ${canary}`]: 1 } }), ({ attributes }) => attributes, { [`a ${hidden}`]: 1 }],
    ['event name', (tracer) => tracer.startSpan('s').addEvent(`e ${canary}`), ({ events }) => events.map(({ name }) => name), [`e ${hidden}`]],
    ['event attribute', (tracer) => tracer.startSpan('s').addEvent('e', { a: canary }), ({ events }) => events.map(({ attributes }) => attributes), [{ a: hidden }]],
    ['exception', (tracer) => recordException(tracer.startSpan('s')), ({ events }) => events.map(({ attributes }) => attributes?.['exception.message']), [`no ${hidden}`]],
    ['link attribute', (tracer) => tracer.startSpan('s', { links: [{ context: linkContext, attributes: { a: canary } }] }), ({ links }) => links[0]?.attributes, { a: hidden }],
    [
      'trace state of a link',
      (tracer) => tracer.startSpan('s', { links: [{ context: { ...linkContext, traceState: stateOf('a=1', `b=${canary}`, 'c=2') } }] }),
      ({ links }) => [links[0]?.context.traceState?.serialize(), links[0]?.context.traceId], ['a=1,c=2', linkContext.traceId],
    ],
    ['trace state', (tracer) => tracer.startSpan('s', {}, parentWith(stateOf(`b=${canary}`, 'c=2'))), (span) => span.spanContext().traceState?.serialize(), 'c=2'],
    ['trace state of the parent', (tracer) => tracer.startSpan('s', {}, parentWith(stateOf(`b=${canary}`))), ({ parentSpanContext }) => [parentSpanContext?.spanId, parentSpanContext?.traceState], [linkContext.spanId, undefined]],
    ['status message', (tracer) => tracer.startSpan('s').setStatus({ code: SpanStatusCode.ERROR, message: `no ${canary}` }), ({ status }) => status, { code: SpanStatusCode.ERROR, message: `no ${hidden}` }],
  ];
  const recordException = (span: Span): Span => {
    span.recordException(new Error(`no ${canary}`));
    return span;
  };
  for (const [part, record, left, expected] of parts) {
    it(`hides the secret in the ${part}, and keeps the rest`, () => {
      const next = new RecordingProcessor();
      const provider = new TracerProvider({ spanProcessors: [new RedactionSpanProcessor({ next: [next], redactor: createCanaryRedactor() })] });
      record(provider.getTracer('scope')).end();
      const [span] = next.ended;
      assert.ok(span);
      assert.deepEqual(left(span), expected);
      assert.doesNotMatch(everythingIn(span), new RegExp(canary));
    });
  }

  it('hides the secret in the scope, which stays one object for all its spans', () => {
    const next = new RecordingProcessor();
    const provider = new TracerProvider({ spanProcessors: [new RedactionSpanProcessor({ next: [next], redactor: createCanaryRedactor() })] });
    const tracer = provider.getTracer(`scope ${canary}`, `1 ${canary}`, { schemaUrl: `https://x/${canary}` });
    tracer.startSpan('a').end();
    tracer.startSpan('b').end();
    assert.deepEqual(next.ended[0]?.instrumentationScope, { name: `scope ${hidden}`, version: `1 ${hidden}`, schemaUrl: `https://x/${hidden}` });
    assert.equal(next.ended[0]?.instrumentationScope, next.ended[1]?.instrumentationScope);
  });

  it('limits the length of values after the redaction, so that a secret which the limit would cut does not leave', () => {
    const next = new RecordingProcessor();
    const redactor = createCanaryRedactor();
    const provider = new TracerProvider({ spanProcessors: [new RedactionSpanProcessor({ next: [next], redactor, valueLengthLimit: 10 })] });
    const links = [{ context: linkContext, attributes: { a: `12345 ${canary}` } }];
    const span = provider.getTracer('scope').startSpan('a name of more than ten', { attributes: { a: `12345 ${canary}`, b: ['12345678901'], c: 'short' }, links });
    span.addEvent('e', { a: `12345 ${canary}` });
    span.end();
    const [{ name, attributes, events, links: cutLinks, droppedAttributesCount } = assert.fail()] = next.ended;
    assert.deepEqual(attributes, { a: '12345 [RED', b: ['1234567890'], c: 'short' });
    assert.deepEqual([events[0]?.attributes, cutLinks[0]?.attributes], [{ a: '12345 [RED' }, { a: '12345 [RED' }]);
    assert.equal(name, 'a name of more than ten');
    assert.equal(droppedAttributesCount, 0);
  });

  it('leaves the attributes of the app alone', () => {
    const attributes = { token: canary, list: [{ secret: canary }] };
    startTracer(new RecordingProcessor()).startSpan('s', { attributes }).end();
    assert.deepEqual(attributes, { token: canary, list: [{ secret: canary }] });
  });

  it('keeps a processor that throws away from the app and from its neighbours, and says nothing of the value', () => {
    const next = new RecordingProcessor();
    startTracer(new FailingProcessor(), next).startSpan('s', { attributes: { token: canary } }).end();
    assert.equal(next.ended.length, 1);
    assert.match(lines.join('\n'), /processor-failed: Error/);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
  });

  it('reports a span that cannot be redacted; only its ids, times and status leave', () => {
    const next = new RecordingProcessor();
    const provider = new TracerProvider({ spanProcessors: [new RedactionSpanProcessor({ next: [next], redactor: createFailingRedactor() })] });
    const span = provider.getTracer(canary, canary).startSpan(canary, { attributes: { a: canary }, links: [{ context: linkContext, attributes: { a: canary } }] }, parentWith(stateOf(`b=${canary}`)));
    span.addEvent(canary).setStatus({ code: SpanStatusCode.ERROR, message: canary }).end();
    const [left] = next.ended;
    assert.ok(left);
    assert.doesNotMatch(everythingIn(left), new RegExp(canary));
    assert.deepEqual([left.name, left.status, left.attributes, left.events, left.links], ['[REDACTED:error]', { code: SpanStatusCode.ERROR }, {}, [], []]);
    assert.deepEqual([left.spanContext().spanId, left.parentSpanContext?.spanId], [span.spanContext().spanId, linkContext.spanId]);
    assert.ok(left.endTime[0] > 0);
    assert.match(lines.join('\n'), /redaction-failed: Error\. /);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
  });

  it('drops and reports what is no span', () => {
    const next = new RecordingProcessor();
    new RedactionSpanProcessor({ next: [next] }).onEnd({ attributes: {} } as ReadableSpan);
    assert.deepEqual(next.ended, []);
    assert.match(lines.join('\n'), /redaction-failed: TypeError\. /);
  });

  it('flushes and shuts down every processor although one fails, and says that it failed', async () => {
    const next = new RecordingProcessor();
    const processor = new RedactionSpanProcessor({ next: [new FailingProcessor(), next] });
    await assert.rejects(processor.forceFlush(), /flush failed/);
    await assert.rejects(processor.shutdown(), /shutdown failed/);
    assert.deepEqual(next.calls, ['forceFlush', 'shutdown']);
    await new RedactionSpanProcessor({ next: [next] }).shutdown();
  });
});
