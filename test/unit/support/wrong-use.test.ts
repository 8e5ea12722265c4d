/** Calls of the helper API that cannot be meant: the app goes on, with and without an SDK alike. */
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { counter, flow, gauge, histogram, startSpan, traced, upDownCounter, withSpan } from '../../../src/index.js';
import { startInMemorySdk } from '../../support/in-memory-sdk.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const secret = 'hunter2';
const cyclic: Record<string, unknown> = { secret };
cyclic['self'] = cyclic;
const throwing = Object.defineProperty({}, 'secret', { enumerable: true, get: () => { throw new RangeError(secret); } });
// what a JavaScript app may give
const wrong = (value: unknown): never => value as never;

const withSdk = {
  start() {
    const sdk = startInMemorySdk();
    const reader = new ManualReader();
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    return {
      spans: () => sdk.finishedSpans().map(({ name }) => name),
      async points() {
        const { resourceMetrics } = await reader.collect();
        return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics.flatMap((metric) => metric.dataPoints.map(({ value }) => value)));
      },
      stop() {
        sdk.stop();
        metrics.disable();
      },
    };
  },
};

describe('wrong use: measurements', () => {
  let lines: string[];
  let restoreSink: () => void;
  let sdk: ReturnType<typeof withSdk.start>;

  beforeEach(() => {
    lines = [];
    restoreSink = setDiagnosticSink((line) => lines.push(line));
    sdk = withSdk.start();
  });
  afterEach(() => {
    sdk.stop();
    restoreSink();
  });

  for (const [what, measure, says] of [
    ['a cyclic attribute', () => counter('c').add(1, wrong({ v: cyclic })), /counter\("c"\): TypeError at JSON\.stringify/],
    ['a bigint', () => upDownCounter('c').add(1, wrong({ v: 10n })), /upDownCounter\("c"\): TypeError/],
    ['a getter that throws', () => gauge('c').record(1, wrong(throwing)), /gauge\("c"\): RangeError/],
    ['boundaries that are no list', () => histogram('c', { advice: { explicitBucketBoundaries: wrong('x') } }).record(1), /histogram\("c"\): TypeError/],
    ['no name', () => counter(wrong(undefined)).add(1), /counter\(name, options\?\): name is undefined, expected a string;/],
  ] as const) {
    it(`${what}: one line without values, and no measurement`, async () => {
      measure();
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', says);
      assert.match(lines[0] ?? '', /^\[otel-distro\] warn measurement-invalid: .*; nothing is measured\. Give /);
      assert.ok(!lines[0]?.includes(secret));
      assert.deepEqual(await sdk.points(), []);
    });
  }
});

for (const [where, start] of [
  ['with an SDK', withSdk.start],
  ['without an SDK', () => undefined],
] as const) {
  describe(`wrong use, ${where}`, () => {
    let lines: string[];
    let restoreSink: () => void;
    let sdk: ReturnType<typeof withSdk.start> | undefined;

    beforeEach(() => {
      lines = [];
      restoreSink = setDiagnosticSink((line) => lines.push(line));
      sdk = start();
    });
    afterEach(() => {
      sdk?.stop();
      restoreSink();
    });

    const run = (): string => 'ran';
    for (const [what, call, says, span] of [
      ['startSpan, null', () => { startSpan('x', wrong(null)).end(); return 'ran'; }, 'startSpan(name, options?): options is null, expected an object; the options are ignored.', 'x'],
      ['withSpan, text', () => withSpan('x', wrong('no'), run), 'withSpan(name, options?, fn): options is a string, expected an object; the options are ignored.', 'x'],
      ['withSpan, links', () => withSpan('x', { links: wrong('x') }, run), 'options.links is a string, expected an array of { context: SpanContext }; the options are ignored.', 'x'],
      ['withSpan, an empty link', () => withSpan('x', { links: wrong([{}]) }, run), 'options.links is an array, expected an array of { context: SpanContext };', 'x'],
      ['traced, kind', () => traced({ name: 'x', kind: wrong('server') }, run)(), 'traced(name, fn): options.kind is a string, expected a SpanKind;', 'x'],
      ['flow, a kind that is none', () => flow('x', { kind: wrong(5) }, run), 'flow(name, options?, fn): options.kind is a number, expected a SpanKind;', 'flow x'],
      ['flow, a getter that throws', () => flow('x', { attributes: throwing }, run), 'flow(name, options?, fn): RangeError', 'flow x'],
      ['withSpan, no name', () => withSpan(wrong(undefined), run), 'withSpan(name, options?, fn): name is undefined, expected a string; "unnamed" is used.', 'unnamed'],
      ['flow, no name', () => flow(wrong(undefined), run), 'flow(name, options?, fn): name is undefined, expected a string; "unnamed" is used.', 'flow unnamed'],
      ['startSpan, a number', () => { startSpan(wrong(5)).end(); return 'ran'; }, 'startSpan(name, options?): name is a number,', 'unnamed'],
      ['traced, no name', () => traced(wrong(undefined), run)(), 'traced(name, fn): name is undefined,', 'unnamed'],
      ['traced, options without a name', () => traced(wrong({}), run)(), 'traced(name, fn): name is undefined,', 'unnamed'],
      ['step, no name', () => flow('x', ({ step }) => step(wrong(null), run)), 'step(name, fn?): name is null, expected a string;', 'step unnamed'],
    ] as const) {
      it(`${what}: one line, and the function runs`, () => {
        assert.equal(call(), 'ran');
        assert.equal(lines.length, 1, lines.join('\n'));
        assert.ok(lines[0]?.startsWith('[otel-distro] warn span-invalid: '), lines[0]);
        assert.ok(lines[0]?.includes(says), lines[0]);
        assert.ok(!lines[0]?.includes(secret));
        if (sdk !== undefined) assert.ok(sdk.spans().includes(span), sdk.spans().join());
      });
    }

    for (const [what, call, message] of [
      ['flow', () => flow('x', wrong(undefined)), 'flow(name, options?, fn): fn is undefined, expected a function'],
      ['withSpan', () => withSpan('x', {}, wrong('fn')), 'withSpan(name, options?, fn): fn is a string, expected a function'],
      ['traced', () => traced('x', wrong(undefined)), 'traced(name, fn): fn is undefined, expected a function'],
      ['step', () => flow('x', ({ step }) => step('a', wrong('b'))), 'step(name, fn?): fn is a string, expected a function'],
    ] as const) {
      it(`${what} without a function throws`, () => {
        assert.throws(call, { name: 'InvalidArgumentError', code: 'INVALID_ARGUMENT', message });
      });
    }
  });
}
