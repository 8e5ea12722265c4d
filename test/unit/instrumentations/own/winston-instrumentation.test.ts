/** What becomes a log record of the lines that a winston logger pushes to its transports. */
import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { setRequestFrame } from '../../../../src/context/request-frame.js';
import { setDiagnosticSink } from '../../../../src/diagnostics/log.js';
import { WinstonInstrumentation } from '../../../../src/instrumentations/own/winston-instrumentation.js';
import type { OwnRecordOptions } from '../../../../src/tracer/own-log-record.js';
import { requestFrame } from '../../../support/request-frame.js';
import { startInMemorySdk, type InMemorySdk } from '../../../support/in-memory-sdk.js';

/** As much of winston's logger as is patched. */
class Logger {
  level = 'info';
  readonly levels = { error: 0, info: 1, debug: 2 };
  readonly transports: object[] = [];
  readonly pushed: unknown[] = [];
  push(info: unknown): boolean {
    this.pushed.push(info);
    return true;
  }
  write(info: unknown): void {
    this.push(info);
  }
  configure(): void {}
}

describe('WinstonInstrumentation', () => {
  let sdk: InMemorySdk;
  let instrumentation: WinstonInstrumentation;
  let logger: Logger;
  let lines: string[];
  let restore: () => void;

  beforeEach(() => {
    lines = [];
    restore = setDiagnosticSink((line) => lines.push(line));
    sdk = startInMemorySdk();
    instrumentation = new WinstonInstrumentation();
    class PatchedLogger extends Logger {}
    for (const name of ['push', 'write', 'configure'] as const) Object.defineProperty(PatchedLogger.prototype, name, { value: Logger.prototype[name], writable: true, configurable: true });
    // the definition of winston 3
    const [file] = Reflect.get(instrumentation, '_modules')[0].files;
    file.patch(PatchedLogger, '3.19.0');
    logger = new PatchedLogger();
  });

  afterEach(() => {
    instrumentation.disable();
    sdk.stop();
    restore();
  });

  const bodies = (): unknown[] => sdk.finishedLogRecords().map((record) => record.body);

  it('leaves out what the record carries elsewhere, functions, and what is undefined', () => {
    logger.write({ level: 'info', message: 'm', timestamp: 't', trace_id: 'a', span_id: 'b', trace_flags: '01', f: () => 1, u: undefined, kept: null });
    assert.deepEqual(sdk.finishedLogRecords()[0]?.attributes, { kept: null });
  });

  it('leaves out what was added to the line, and keeps what the app calls like it', () => {
    const inRequest = setRequestFrame(context.active(), requestFrame({ requestId: 'r-1', correlationId: 'c-1' }));
    context.with(inRequest, () => logger.write({ level: 'info', message: 'm', request_id: 'mine' }));
    assert.deepEqual([Object.entries(logger.pushed[0] as object).at(-1), sdk.finishedLogRecords()[0]?.attributes], [['correlation_id', 'c-1'], { request_id: 'mine' }]);
  });

  it('hands over the attributes where nothing in them can change', () => {
    const counts: unknown[] = [];
    Object.defineProperty(instrumentation, 'logger', { value: { emit: (record: OwnRecordOptions) => counts.push(record.attributeCount) } });
    for (const fields of [{ a: 1, b: 'x', c: true }, { a: 1, list: [1] }, { bytes: new Uint8Array(1) }, { none: null }, { '': 1 }]) logger.write({ level: 'info', message: 'm', ...fields });
    assert.deepEqual(counts, [3, undefined, undefined, undefined, undefined]);
  });

  it('keeps the span in which the line was logged, also when it is pushed later', () => {
    const span = trace.getTracer('test').startSpan('logging');
    const info = { level: 'info', message: 'm' };
    const { push } = logger;
    logger.push = () => true;
    context.with(trace.setSpan(context.active(), span), () => logger.write(info));
    logger.push = push;
    logger.push(info);
    assert.equal(sdk.finishedLogRecords()[0]?.spanContext?.spanId, span.spanContext().spanId);
  });

  it('the level of the logger decides, by the last accepted and the first rejected', () => {
    for (const level of ['error', 'info', 'debug']) logger.write({ level, message: level });
    assert.deepEqual(bodies(), ['error', 'info']);
  });

  it('a level that the logger does not know is sent', () => {
    logger.write({ level: 'other', message: 'm' });
    assert.deepEqual(bodies(), ['m']);
  });

  it('a message may be an object or an error', () => {
    logger.write({ level: 'info', message: { a: [1] } });
    logger.write({ level: 'error', message: new RangeError('of a message') });
    assert.deepEqual(bodies()[0], { a: [1] });
    assert.equal(sdk.finishedLogRecords()[1]?.attributes['exception.type'], 'RangeError');
  });

  it('a line that cannot be read reaches the transports, and is one problem', () => {
    const info = Object.defineProperty({ level: 'info', message: 'm' }, 'bad', {
      enumerable: true,
      get() {
        throw new Error('getter with secret-4711');
      },
    });
    logger.push(info);
    assert.deepEqual(logger.pushed, [info]);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /instrumentation-failed: winston record: Error/);
    assert.doesNotMatch(lines[0] ?? '', /4711/);
  });

  it('what is no line is pushed as before', () => {
    for (const info of [false, null, undefined, 'text', {}]) logger.push(info);
    assert.deepEqual(logger.pushed, [false, null, undefined, 'text', {}]);
    assert.deepEqual([bodies(), lines], [[], []]);
  });

  it('a logger with the upstream transport sends by itself', () => {
    logger.transports.push({ constructor: { name: 'OpenTelemetryTransportV3' } });
    logger.write({ level: 'info', message: 'm' });
    assert.deepEqual(bodies(), []);
  });

  it('sends nothing when it is disabled', () => {
    instrumentation.disable();
    logger.push({ level: 'info', message: 'm' });
    assert.deepEqual(bodies(), []);
  });
});
