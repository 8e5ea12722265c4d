/** Which spans are ended with the process, in which order, and what is on them. */
import assert from 'node:assert/strict';
import { context, SpanStatusCode, trace, TraceFlags, type Span, type Tracer } from '@opentelemetry/api';
import { InMemorySpanExporter, SamplingDecision, SimpleSpanProcessor, TracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { routeUpstreamDiagnostics } from '../../../src/diagnostics/upstream-diagnostics.js';
import { OpenSpans } from '../../../src/lifecycle/open-spans.js';

const noContext = context.active();

interface Tracing {
  readonly tracer: Tracer;
  readonly openSpans: OpenSpans;
  finished(): ReadableSpan[];
  names(): string[];
}

function startTracing({ limit, decision = SamplingDecision.RECORD_AND_SAMPLED, last = [] }: { limit?: number; decision?: SamplingDecision; last?: SpanProcessor[] } = {}): Tracing {
  const openSpans = new OpenSpans(limit === undefined ? {} : { limit });
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ sampler: { shouldSample: () => ({ decision }) }, spanProcessors: [openSpans, ...last, new SimpleSpanProcessor({ exporter })] });
  const finished = (): ReadableSpan[] => exporter.getFinishedSpans();
  return { tracer: provider.getTracer('test'), openSpans, finished, names: () => finished().map(({ name }) => name) };
}

const startMany = (tracer: Tracer, count: number): Span[] => Array.from({ length: count }, (_, index) => tracer.startSpan(String(index)));

/** What the distro writes meanwhile, what the SDK reports included. */
function withDiagnostics(work: () => void): string[] {
  const lines: string[] = [];
  const undo = [setDiagnosticSink((line) => lines.push(line)), routeUpstreamDiagnostics('warn')];
  try {
    work();
  } finally {
    for (const revert of undo.toReversed()) revert();
  }
  return lines;
}

describe('open spans', () => {
  it('are ended and marked; those that have ended are not touched', () => {
    const { tracer, openSpans, finished } = startTracing();
    const lines = withDiagnostics(() => {
      tracer.startSpan('over').end();
      tracer.startSpan('open');
      openSpans.interrupt();
    });
    assert.deepEqual(lines, []);
    assert.deepEqual(finished().map(({ name, attributes, status }) => [name, attributes, status.code]), [
      ['over', {}, SpanStatusCode.UNSET],
      ['open', { 'otel_distro.interrupted': true }, SpanStatusCode.UNSET],
    ]);
  });

  it('end after their children', () => {
    const { tracer, openSpans, finished } = startTracing();
    const parent = tracer.startSpan('parent');
    const child = tracer.startSpan('child', {}, trace.setSpan(noContext, parent));
    tracer.startSpan('grandchild', {}, trace.setSpan(noContext, child));
    openSpans.interrupt();
    assert.deepEqual(finished().map(({ name }) => name), ['grandchild', 'child', 'parent']);
  });

  it('have failed when the process crashed, unless they say otherwise', () => {
    const { tracer, openSpans, finished } = startTracing();
    tracer.startSpan('fine').setStatus({ code: SpanStatusCode.OK });
    const thrower = tracer.startSpan('thrower').setStatus({ code: SpanStatusCode.ERROR, message: 'boom' });
    tracer.startSpan('other');
    openSpans.interrupt({ span: thrower });
    assert.deepEqual(finished().map(({ name, status }) => [name, status]), [
      ['other', { code: SpanStatusCode.ERROR, message: 'the process crashed' }],
      ['thrower', { code: SpanStatusCode.ERROR, message: 'boom' }],
      ['fine', { code: SpanStatusCode.OK }],
    ]);
  });

  it('that are not sampled are left alone', () => {
    const { tracer, openSpans } = startTracing({ decision: SamplingDecision.RECORD });
    const span = tracer.startSpan('recorded');
    assert.equal(span.spanContext().traceFlags, TraceFlags.NONE);
    openSpans.interrupt();
    assert.equal(span.isRecording(), true);
  });

  it('are ended once', () => {
    const { tracer, openSpans, names } = startTracing();
    tracer.startSpan('open');
    openSpans.interrupt();
    openSpans.interrupt();
    assert.deepEqual(names(), ['open']);
  });

  it('of more than the limit, the oldest are forgotten; the one that crashed is not', () => {
    const { tracer, openSpans, names } = startTracing({ limit: 3 });
    const [first] = startMany(tracer, 10);
    openSpans.interrupt({ span: first });
    assert.deepEqual(names(), ['9', '8', '7', '0']);
  });

  it('are found among many that have ended in any order', () => {
    const { tracer, openSpans, finished, names } = startTracing();
    const spans = startMany(tracer, 5000);
    const kept = new Set([1, 2500, 4999]);
    for (const remainder of [2, 0, 1]) for (const [index, span] of spans.entries()) if (index % 3 === remainder && !kept.has(index)) span.end();
    assert.equal(finished().length, 4997);
    openSpans.interrupt();
    assert.deepEqual(names().slice(4997), ['4999', '2500', '1']);
  });

  it('take further calls of the app without a word', () => {
    const { tracer, openSpans, finished } = startTracing();
    const lines = withDiagnostics(() => {
      const span = tracer.startSpan('open');
      openSpans.interrupt();
      span.setAttribute('a', 1).setAttributes({ b: 2 }).addEvent('c').addLink({ context: span.spanContext() }).addLinks([]).setStatus({ code: SpanStatusCode.OK }).updateName('d');
      span.recordException('e');
      span.end();
    });
    assert.deepEqual(lines, []);
    assert.deepEqual(finished().map(({ name, attributes }) => [name, attributes]), [['open', { 'otel_distro.interrupted': true }]]);
  });

  it('are ended although a processor throws on one', () => {
    const failing: SpanProcessor = {
      onStart: () => undefined,
      onEnd(span) {
        if (span.name === 'poisoned') throw new TypeError('boom');
      },
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    };
    const { tracer, openSpans, names } = startTracing({ last: [failing] });
    const lines = withDiagnostics(() => {
      for (const name of ['first', 'poisoned', 'last']) tracer.startSpan(name);
      openSpans.interrupt();
    });
    assert.deepEqual(names(), ['last', 'first']);
    assert.match(lines.join('\n'), /processor-failed: TypeError at /);
  });

  it('are not kept once they have ended', () => {
    const { openSpans } = startTracing();
    let endedReads = 0;
    const countingSpan = (): never => ({ spanContext: () => ({ traceFlags: TraceFlags.SAMPLED }), get ended() { endedReads++; return true; } }) as never;
    for (let index = 0; index < 2000; index++) {
      openSpans.onStart(countingSpan());
      openSpans.onEnd();
    }
    const readsBefore = endedReads;
    openSpans.interrupt();
    assert.ok(endedReads - readsBefore <= 256, `${endedReads - readsBefore} ended spans were still there`);
  });
});
