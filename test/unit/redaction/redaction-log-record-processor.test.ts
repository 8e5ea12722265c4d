import type { LogRecord } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import assert from 'node:assert/strict';
import { RedactionLogRecordProcessor } from '../../../src/redaction/redaction-log-record-processor.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

const canary = 'canary-31bc';

function emit(record: LogRecord, ...others: LogRecordProcessor[]): ReadableLogRecord | undefined {
  const exporter = new InMemoryLogRecordExporter();
  const next = [...others, new SimpleLogRecordProcessor({ exporter })];
  const provider = new LoggerProvider({ processors: [new RedactionLogRecordProcessor({ next })] });
  provider.getLogger('scope').emit(record);
  return exporter.getFinishedLogRecords()[0];
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

  it('hands on the same body when there is nothing to hide', () => {
    const body = { a: [1] };
    assert.equal(emit({ body })?.body, body);
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

  it('drops and reports a record that cannot be redacted', () => {
    const exporter = new InMemoryLogRecordExporter();
    const redactor = { redactAttributes: () => assert.fail(canary), redactValue: () => assert.fail(canary) };
    const provider = new LoggerProvider({
      processors: [new RedactionLogRecordProcessor({ next: [new SimpleLogRecordProcessor({ exporter })], redactor })],
    });
    provider.getLogger('scope').emit({ body: canary });
    assert.deepEqual(exporter.getFinishedLogRecords(), []);
    assert.match(lines.join('\n'), /redaction-failed/);
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
