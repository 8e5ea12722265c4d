/** What is written about deliveries, how often, and what is counted. */
import assert from 'node:assert/strict';
import { DeliveryError, isReportedFailure, quoteServerText } from '../../../src/delivery/delivery-error.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';

const minuteMs = 60_000;
const refused = new DeliveryError('ECONNREFUSED', 'nothing listens there (ECONNREFUSED)');

describe('export reporter', () => {
  let lines: string[];
  let nowMs: number;
  let reporter: ExportReporter;
  let restoreSink: () => void;

  beforeEach(() => {
    lines = [];
    nowMs = 1_000_000;
    restoreSink = setDiagnosticSink((line) => void lines.push(line));
    reporter = new ExportReporter(() => nowMs);
  });
  afterEach(() => restoreSink());

  it('writes one line for three signals that fail at the same address', () => {
    for (const signal of ['traces', 'metrics', 'logs'] as const) {
      const observer = reporter.observe(signal, `http://me:s3cr3t@collector.test:4318/v1/${signal}?key=s3cr3t`);
      observer.failed(5, refused);
      observer.failed(5, refused);
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /export-failed: http:\/\/collector.test:4318\/v1\/traces does not take traces: nothing listens there/);
    assert.doesNotMatch(lines[0] ?? '', /s3cr3t|key=/);
  });

  it('names each signal that loses something by what the collector answers, once', () => {
    const turnedAway = new DeliveryError('HTTP 401', 'it answered 401');
    const observers = (['traces', 'metrics', 'logs'] as const).map((signal) => reporter.observe(signal, `http://collector.test/v1/${signal}`));
    for (let count = 0; count < 3; count++) for (const observer of observers) observer.failed(5, turnedAway);
    assert.deepEqual(lines.map((line) => /v1\/(\w+) does not take (\w+): it answered 401/.exec(line)?.slice(1)), [['traces', 'traces'], ['metrics', 'metrics'], ['logs', 'logs']]);
    nowMs += 5 * minuteMs;
    for (const observer of observers) observer.failed(1, turnedAway);
    assert.deepEqual(lines.slice(3).map((line) => /since the last line: (.*)\./.exec(line)?.[1]), ['16 spans', '16 metric points', '16 log records']);
  });

  it('what is lost has a line, also right after the one that said that it is kept', () => {
    const observer = reporter.observe('traces', 'http://one.test/');
    observer.delayed(new DeliveryError('HTTP 503', 'it answered 503'), 10_000);
    observer.failed(1, new DeliveryError('HTTP 503', 'it answered 503'));
    assert.deepEqual(lines.map((line) => /kept and sent again|is lost/.exec(line)?.[0]), ['kept and sent again', 'is lost']);
  });

  it('a clock that jumps silences nothing for days', () => {
    const observer = reporter.observe('traces', 'http://one.test/');
    for (const jumpMs of [2, -2, -2, 2].map((days) => days * 24 * 60 * minuteMs)) {
      nowMs += jumpMs;
      observer.failed(1, refused);
    }
    assert.equal(lines.length, 4);
  });

  it('knows what stands in the way of what is still being tried, and writes nothing yet', () => {
    const observer = reporter.observe('logs', 'http://me:s3cr3t@one.test/v1/logs');
    assert.equal(reporter.describeTrouble(), undefined);
    for (const settle of [() => observer.succeeded(1), () => observer.failed(1, new DeliveryError('timeout', 'no answer'))]) {
      observer.retried(refused);
      assert.equal(reporter.describeTrouble(), 'http://one.test/v1/logs does not take logs: nothing listens there (ECONNREFUSED)');
      assert.deepEqual(lines, []);
      settle();
      assert.equal(reporter.describeTrouble(), undefined);
    }
  });

  it('writes a line for each address and for each kind of reason', () => {
    reporter.observe('traces', 'http://one.test/').failed(1, refused);
    reporter.observe('traces', 'http://two.test/').failed(1, refused);
    reporter.observe('traces', 'http://two.test/').failed(1, new DeliveryError('HTTP 401', 'it answered 401'));
    assert.equal(lines.length, 3);
  });

  it('repeats itself after five minutes with what was not delivered meanwhile', () => {
    const traces = reporter.observe('traces', 'http://one.test/');
    const logs = reporter.observe('logs', 'http://one.test/');
    traces.failed(3, refused);
    nowMs += 5 * minuteMs - 1;
    logs.failed(4, refused);
    assert.equal(lines.length, 1);
    nowMs += 1;
    traces.failed(5, refused);
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? '', /Not delivered since the last line: 8 spans, 4 log records\./);
    nowMs += 5 * minuteMs;
    traces.failed(1, refused);
    assert.match(lines[2] ?? '', /Not delivered since the last line: 1 spans\./);
  });

  it('goes on writing for days', () => {
    const traces = reporter.observe('traces', 'http://one.test/');
    for (let index = 0; index < 30; index++) {
      traces.failed(index, refused);
      nowMs += 5 * minuteMs;
    }
    assert.equal(lines.length, 30);
  });

  it('writes once that it works again, when every signal that failed works', () => {
    const traces = reporter.observe('traces', 'http://one.test/');
    const logs = reporter.observe('logs', 'http://one.test/');
    traces.succeeded(1);
    assert.equal(lines.length, 0);
    traces.failed(3, refused);
    logs.failed(2, refused);
    traces.succeeded(1);
    assert.equal(lines.length, 1);
    logs.succeeded(1);
    logs.succeeded(1);
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? '', /info export-recovered: http:\/\/one.test takes telemetry again. Not delivered meanwhile: 3 spans, 2 log records\./);
  });

  it('is silent about a collector that fails and works in turn, after the first time', () => {
    const traces = reporter.observe('traces', 'http://one.test/');
    for (let index = 0; index < 5; index++) {
      traces.failed(1, refused);
      traces.succeeded(1);
    }
    assert.equal(lines.length, 2);
  });

  it('counts, and keeps the last error', () => {
    const traces = reporter.observe('traces', 'http://one.test/');
    traces.succeeded(10);
    traces.failed(4, refused);
    traces.rejected(3, new DeliveryError('partial-success', '"too old"'));
    traces.succeeded(8);
    traces.succeeded(8);
    assert.deepEqual(reporter.counts.traces, {
      exported: 23,
      failed: 7,
      lastError: { code: 'partial-success', reason: '"too old"', atMs: nowMs },
    });
    assert.deepEqual(reporter.counts.logs, { exported: 0, failed: 0 });
    assert.match(lines[1] ?? '', /refused a part of the traces: "too old"/);
  });

  it('does not show what is no address', () => {
    reporter.observe('traces', 'me:s3cr3t@collector:4318').failed(0, new DeliveryError('endpoint', 'it is no address'));
    assert.match(lines[0] ?? '', /The configured endpoint does not take traces: it is no address/);
  });
});

describe('delivery errors', () => {
  it('are known to the global error handler, also inside the text of the metric reader', () => {
    assert.ok(isReportedFailure(refused));
    assert.ok(isReportedFailure(new Error(`PeriodicExportingMetricReader: metrics export failed (error ${String(refused)})`)));
    assert.ok(!isReportedFailure(new Error('Timeout')));
    assert.ok(!isReportedFailure(undefined));
  });

  it('quote the server without the header values that it echoes, short and on one line', () => {
    const values = ['Bearer s3cr3t', 'abc', 'id=k3y1'];
    assert.equal(quoteServerText('no Bearer s3cr3t\nnor s3cr3t nor k3y1 abc', values), 'no [REDACTED] nor [REDACTED] nor [REDACTED] abc');
    assert.equal(quoteServerText('x'.repeat(200), []).length, 200);
    assert.equal(quoteServerText('x'.repeat(201), []).length, 201);
    assert.ok(quoteServerText('x'.repeat(300), []).endsWith('…'));
  });
});
