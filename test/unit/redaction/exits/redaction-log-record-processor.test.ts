import { ROOT_CONTEXT, SeverityNumber, trace, type Logger, type LogRecord } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import assert from 'node:assert/strict';
import { RedactionLogRecordProcessor, type RedactionLogRecordProcessorOptions } from '../../../../src/redaction/exits/redaction-log-record-processor.js';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import { canary, createCanaryRedactor, createFailingRedactor, hidden } from './canary-redactor.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';

function emit(record: LogRecord, ...others: LogRecordProcessor[]): ReadableLogRecord | undefined {
  const exporter = new InMemoryLogRecordExporter();
  const next = [...others, new SimpleLogRecordProcessor({ exporter })];
  const provider = new LoggerProvider({ processors: [new RedactionLogRecordProcessor({ next })] });
  provider.getLogger('scope').emit(record);
  return exporter.getFinishedLogRecords()[0];
}

/** The record behind a processor with these options. */
function emitThrough(options: Omit<RedactionLogRecordProcessorOptions, 'next'>, record: LogRecord): ReadableLogRecord {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new RedactionLogRecordProcessor({ ...options, next: [new SimpleLogRecordProcessor({ exporter })] })] });
  provider.getLogger('scope').emit(record);
  const [left] = exporter.getFinishedLogRecords();
  assert.ok(left);
  return left;
}

function failingProcessor(calls: string[]): LogRecordProcessor {
  return {
    enabled: () => false,
    onEmit() {
      calls.push('onEmit');
      throw new Error(canary);
    },
    async forceFlush(options) {
      calls.push(`forceFlush ${options?.timeoutMillis}`);
      throw new Error('flush failed');
    },
    async shutdown() {
      calls.push('shutdown');
      throw new Error('shutdown failed');
    },
  };
}

describe('RedactionLogRecordProcessor', () => {
  const lines = captureDiagnostics();

  it('redacts a body that is a map, a list, or text that is JSON', () => {
    assert.deepEqual(emit({ body: { user: 'ada', headers: { authorization: canary } } })?.body, {
      user: 'ada',
      headers: { authorization: '[REDACTED]' },
    });
    assert.deepEqual(emit({ body: ['x', { token: canary }] })?.body, ['x', { token: '[REDACTED]' }]);
    assert.equal(emit({ body: `{"api_key":"${canary}"}` })?.body, '{"api_key":"[REDACTED]"}');
  });

  it('redacts attributes at any depth', () => {
    const record = emit({ body: 'hello', attributes: { password: canary, a: 1, nested: { list: [{ secret: canary }] } } });
    assert.deepEqual(record?.attributes, { password: '[REDACTED]', a: 1, nested: { list: [{ secret: '[REDACTED]' }] } });
    assert.equal(record?.body, 'hello');
    assert.equal(record?.droppedAttributesCount, 0);
  });

  it('leaves what the app logs alone', () => {
    const body = { token: canary, deep: { list: [{ secret: canary }] } };
    emit({ body });
    assert.deepEqual(body, { token: canary, deep: { list: [{ secret: canary }] } });
  });

  it('hands on the record itself when there is nothing to hide', () => {
    const seen: unknown[] = [];
    const processor: LogRecordProcessor = { ...failingProcessor([]), enabled: () => true, onEmit: (record) => void seen.push(record) };
    const provider = new LoggerProvider({ processors: [processor, new RedactionLogRecordProcessor({ next: [processor] })] });
    provider.getLogger('scope').emit({ body: 'x', eventName: 'e', severityText: 'info', attributes: { a: 1 } });
    assert.equal(seen.length, 2);
    assert.equal(seen[0], seen[1]);
  });

  it('does not let out what the app puts in later, into a body or an attribute', () => {
    const body = { a: [{ b: 1 }], c: new Uint8Array([1]) };
    const attribute = { d: 1 };
    const record = emit({ body, attributes: { attribute } });
    body.a.push({ b: 2 });
    Object.assign(body.a[0]!, { token: canary });
    Object.assign(attribute, { token: canary });
    assert.deepEqual(record?.body, { a: [{ b: 1 }], c: new Uint8Array([1]) });
    assert.deepEqual(record.attributes, { attribute: { d: 1 } });
    body.c[0] = 2;
    assert.deepEqual((record.body as typeof body).c, new Uint8Array([1]));
  });

  it('lets out of an object of a class what it held when it was looked at, each entry as it was read', () => {
    class Order {
      id = 7;
      reads = 0;
      constructor() {
        Object.defineProperty(this, 'note', { enumerable: true, get: () => (++this.reads === 1 ? 'clean' : `token=${canary}`) });
      }
    }
    const order = new Order();
    const record = emit({ body: order as never });
    Object.assign(order, { token: canary });
    assert.deepEqual({ ...(record?.body as object) }, { id: 7, reads: 0, note: 'clean' });
    const date = new Date(0);
    assert.deepEqual(emit({ body: { date, none: null } as never })?.body, { date, none: null });
  });

  it('puts markers in the place of what cannot be copied, and keeps the rest', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const nest = (levels: number): unknown => (levels === 0 ? 'leaf' : { down: nest(levels - 1) });
    const throwing = {
      ok: 1,
      get broken(): unknown {
        throw new Error(canary);
      },
    };
    assert.deepEqual(emit({ body: { throwing, revoked: revoked.proxy, ok: 1 } as never })?.body, { throwing: { ok: 1, broken: '[REDACTED:error]' }, revoked: '[REDACTED:error]', ok: 1 });
    assert.equal(emit({ body: revoked.proxy })?.body, '[REDACTED:error]');
    assert.match(JSON.stringify(emit({ body: nest(12) as never })?.body), /leaf/);
    assert.match(JSON.stringify(emit({ body: nest(13) as never })?.body), /"\[REDACTED:depth\]"/);
    const many = (length: number): number[] => Array.from({ length }, () => 1);
    assert.deepEqual(emit({ body: { many: many(99_999) } })?.body, { many: many(99_999) });
    assert.doesNotMatch(JSON.stringify(emit({ body: { many: many(100_001) } })?.body), /1/);
  });

  it('copies nothing when the redaction is off', () => {
    const body = { a: [1] };
    assert.equal(emitThrough({ redactor: createRedactor({ mode: 'off' }) }, { body }).body, body);
  });

  it('what processors behind the redaction add stays out of the record of the others', () => {
    const seen: ReadableLogRecord[] = [];
    const keep: LogRecordProcessor = { ...failingProcessor([]), enabled: () => true, onEmit: (record) => void seen.push(record) };
    const add: LogRecordProcessor = { ...keep, onEmit: (record) => void record.setAttribute('added', 1) };
    const provider = new LoggerProvider({ processors: [keep, new RedactionLogRecordProcessor({ next: [add, keep] })] });
    provider.getLogger('scope').emit({ body: `token=${canary}`, attributes: { a: 1 } });
    assert.deepEqual(seen.map(({ attributes }) => attributes), [{ a: 1 }, { a: 1, added: 1 }]);
  });

  it('takes the cycle out of a body, which would cost the exporter the whole batch', () => {
    const body: Record<string, unknown> = { a: 1 };
    body['self'] = body;
    assert.deepEqual(emit({ body })?.body, { a: 1, self: '[REDACTED:cycle]' });
  });

  it('keeps a processor that throws away from the app and from its neighbours', () => {
    const record = emit({ body: { token: canary } }, failingProcessor([]));
    assert.deepEqual(record?.body, { token: '[REDACTED]' });
    assert.match(lines.join('\n'), /processor-failed: Error/);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
  });

  const parts: readonly (readonly [part: string, record: LogRecord, left: (record: ReadableLogRecord) => unknown, expected: unknown])[] = [
    ['body text', { body: `a ${canary}` }, ({ body }) => body, `a ${hidden}`],
    ['body map', { body: { a: { b: canary }, c: 1 } }, ({ body }) => body, { a: { b: hidden }, c: 1 }],
    ['body list', { body: [1, [canary]] }, ({ body }) => body, [1, [hidden]]],
    ['attribute', { attributes: { a: [canary], b: 1 } }, ({ attributes }) => attributes, { a: [hidden], b: 1 }],
    ['attribute key', { attributes: { [`a ${canary}`]: 1, b: 2 } }, ({ attributes }) => attributes, { [`a ${hidden}`]: 1, b: 2 }],
    ['exception', { exception: new Error(`no ${canary}`) }, ({ attributes }) => attributes['exception.message'], `no ${hidden}`],
    ['event name', { eventName: `e ${canary}` }, ({ eventName }) => eventName, `e ${hidden}`],
    ['severity text', { severityText: `e ${canary}` }, ({ severityText }) => severityText, `e ${hidden}`],
  ];
  for (const [part, record, left, expected] of parts) {
    it(`hides the secret in the ${part}`, () => {
      const found = emitThrough({ redactor: createCanaryRedactor() }, record);
      assert.deepEqual(left(found), expected);
      assert.doesNotMatch(JSON.stringify(found), new RegExp(canary));
    });
  }

  it('keeps everything else of a redacted record', () => {
    const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    const record: LogRecord = {
      body: canary, eventName: 'e', severityNumber: SeverityNumber.WARN, severityText: 'warn', attributes: { a: 1 }, timestamp: [7, 8], observedTimestamp: [9, 10],
      context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
    };
    const exporter = new InMemoryLogRecordExporter();
    const processors = [new SimpleLogRecordProcessor({ exporter }), new RedactionLogRecordProcessor({ redactor: createCanaryRedactor(), next: [new SimpleLogRecordProcessor({ exporter })] })];
    new LoggerProvider({ processors, logRecordLimits: { attributeCountLimit: 0 } }).getLogger('scope', '1').emit(record);
    const [original, left] = exporter.getFinishedLogRecords();
    assert.ok(original && left && left !== original);
    assert.deepEqual([left.body, left.droppedAttributesCount], [hidden, 1]);
    for (const field of ['hrTime', 'hrTimeObserved', 'spanContext', 'severityText', 'severityNumber', 'eventName', 'resource', 'instrumentationScope', 'attributes', 'droppedAttributesCount'] as const) {
      assert.deepEqual(left[field], original[field], field);
    }
  });

  it('a processor behind it can change the copy as it could change the record', () => {
    let changed: unknown;
    const next: LogRecordProcessor = {
      ...failingProcessor([]),
      enabled: () => true,
      onEmit(record) {
        const { attributes, body, eventName, severityNumber, severityText } = record
          .setAttributes({ b: 2, none: undefined }).setBody('new').setEventName('e').setSeverityNumber(SeverityNumber.INFO).setSeverityText('info');
        changed = { attributes, body, eventName, severityNumber, severityText };
      },
    };
    const provider = new LoggerProvider({ processors: [new RedactionLogRecordProcessor({ redactor: createCanaryRedactor(), next: [next] })] });
    provider.getLogger('scope').emit({ body: canary, attributes: { a: 1 } });
    assert.deepEqual(changed, { attributes: { a: 1, b: 2 }, body: 'new', eventName: 'e', severityNumber: SeverityNumber.INFO, severityText: 'info' });
  });

  it('hides the secret in the scope, which stays one object for all its records', () => {
    const provide = (provider: LoggerProvider): Logger => provider.getLogger(`scope ${canary}`, `1 ${canary}`, { attributes: { a: canary } });
    const exporter = new InMemoryLogRecordExporter();
    const redaction = new RedactionLogRecordProcessor({ redactor: createCanaryRedactor(), valueLengthLimit: 5, next: [new SimpleLogRecordProcessor({ exporter })] });
    const provider = new LoggerProvider({ processors: [redaction] });
    for (const body of ['x', 'y']) provide(provider).emit({ body });
    const [first, second] = exporter.getFinishedLogRecords().map(({ instrumentationScope }) => instrumentationScope);
    assert.deepEqual(first, { name: `scope ${hidden}`, version: `1 ${hidden}`, schemaUrl: undefined, attributes: { a: '[REDA' }, droppedAttributesCount: 0 });
    assert.equal(first, second);
  });

  it('limits the length of attribute values after the redaction, and no body', () => {
    const { attributes, body, droppedAttributesCount } = emitThrough(
      { redactor: createCanaryRedactor(), valueLengthLimit: 10 },
      { body: '12345678901', attributes: { a: `12345 ${canary}`, b: { c: ['12345678901'] } } },
    );
    assert.deepEqual(attributes, { a: '12345 [RED', b: { c: ['1234567890'] } });
    assert.deepEqual([body, droppedAttributesCount], ['12345678901', 0]);
  });

  it('reports a record that cannot be redacted; only its ids, times and severity leave', () => {
    const left = emitThrough({ redactor: createFailingRedactor() }, { body: canary, attributes: { a: canary }, eventName: canary, severityNumber: SeverityNumber.WARN, timestamp: [7, 8] });
    assert.deepEqual([left.body, left.attributes, left.eventName, left.severityNumber, left.hrTime], ['[REDACTED:error]', {}, undefined, SeverityNumber.WARN, [7, 8]]);
    assert.doesNotMatch(JSON.stringify(left), new RegExp(canary));
    assert.match(lines.join('\n'), /redaction-failed: Error\. /);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
  });

  it('is enabled when one processor behind it is, or does not say', () => {
    const scope = { name: 'scope' };
    const isEnabled = (...next: LogRecordProcessor[]): boolean =>
      new LoggerProvider({ processors: [new RedactionLogRecordProcessor({ next })] }).getLogger(scope.name).enabled();
    const silent = failingProcessor([]);
    assert.equal(isEnabled(), false);
    assert.equal(isEnabled(silent), false);
    assert.equal(isEnabled(silent, new SimpleLogRecordProcessor({ exporter: new InMemoryLogRecordExporter() })), true);
  });

  it('flushes and shuts down every processor although one fails, and says that it failed', async () => {
    const calls: string[] = [];
    const processor = new RedactionLogRecordProcessor({ next: [failingProcessor(calls), failingProcessor(calls)] });
    await assert.rejects(processor.forceFlush({ timeoutMillis: 7 }), /flush failed/);
    await assert.rejects(processor.shutdown(), /shutdown failed/);
    assert.deepEqual(calls, ['forceFlush 7', 'forceFlush 7', 'shutdown', 'shutdown']);
  });
});
