import { SpanKind, SpanStatusCode, TraceFlags, type SpanOptions } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { RedactionSpanProcessor } from '../../../src/redaction/redaction-span-processor.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

const canary = 'canary-77aa';

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

  const linkContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED };
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

  it('drops and reports a span that cannot be redacted', () => {
    const next = new RecordingProcessor();
    const redactor = { ...createRedactor(), redactAttributes: () => assert.fail(canary), redactValue: () => assert.fail(canary) };
    new RedactionSpanProcessor({ next: [next], redactor }).onEnd({ attributes: {} } as ReadableSpan);
    assert.deepEqual(next.ended, []);
    assert.match(lines.join('\n'), /redaction-failed/);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
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
