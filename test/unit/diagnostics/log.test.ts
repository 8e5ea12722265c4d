/** What the distro writes about itself: levels, form, and how little it repeats itself. */
import assert from 'node:assert/strict';
import { diagnosticLevels, isDiagnosticEnabled, logDiagnostic, reportProblem, setDiagnosticLevel, setDiagnosticRedaction, setDiagnosticSink } from '../../../src/diagnostics/log.js';

const minuteMs = 60_000;

describe('diagnostic log', () => {
  let lines: string[];
  let restoreSink: () => void;

  beforeEach(() => {
    lines = [];
    restoreSink = setDiagnosticSink((line) => lines.push(line));
  });

  afterEach(() => {
    setDiagnosticLevel('info');
    restoreSink();
  });

  for (const [index, level] of diagnosticLevels.entries()) {
    it(`at ${level} writes what is as important or more`, () => {
      setDiagnosticLevel(level);
      for (const written of ['error', 'warn', 'info', 'debug', 'verbose'] as const) {
        const expected = diagnosticLevels.indexOf(written) <= index;
        logDiagnostic(written, 'x');
        assert.equal(isDiagnosticEnabled(written), expected);
        assert.deepEqual(lines.splice(0), expected ? [`[otel-distro] ${written} x`] : []);
      }
    });
  }

  it('writes one line for many', () => {
    logDiagnostic('info', 'first\n  second\r\nthird');
    assert.deepEqual(lines, ['[otel-distro] info first | second | third']);
  });

  it('does not throw when stderr is closed', () => {
    const restore = setDiagnosticSink(() => { throw new Error('EPIPE'); });
    logDiagnostic('error', 'x');
    restore();
  });

  it('names code, detail, remedy and page of a problem', () => {
    reportProblem('setting-invalid', 'A="b" is not known; "c" is used.', 0);
    assert.deepEqual(lines, ['[otel-distro] warn setting-invalid: A="b" is not known; "c" is used. Set one of the allowed values. [docs/reference/problems.md#setting-invalid]']);
  });

  it('puts a full stop between detail and remedy where there is none', () => {
    for (const detail of ['x ends', 'x asks?', 'x goes on…']) reportProblem('setting-invalid', detail, 0);
    assert.deepEqual(lines.map((line) => / (x .*) one of /.exec(line)?.[1]), ['x ends. Set', 'x asks? Set', 'x goes on… Set']);
  });

  it('writes the same detail again after five minutes, with what was left out', () => {
    for (const atMs of [0, 1, 5 * minuteMs - 1]) reportProblem('queue-full', 'spans', atMs);
    assert.equal(lines.length, 1);
    reportProblem('queue-full', 'spans', 5 * minuteMs);
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? '', /queue-full: spans \(2 more of queue-full were left out since its last line\)\. Sample /);
    reportProblem('queue-full', 'spans', 10 * minuteMs);
    assert.doesNotMatch(lines[2] ?? '', /left out/);
  });

  it('a clock that is set back silences nothing for days', () => {
    const dayMs = 24 * 60 * minuteMs;
    for (const atMs of [2 * dayMs, 0]) reportProblem('queue-full', 'spans', atMs);
    assert.equal(lines.length, 2);
  });

  it('writes ten details of one code, and goes on when the first is five minutes old', () => {
    for (let detail = 0; detail < 12; detail++) reportProblem('setting-invalid', `detail ${detail}`, detail);
    assert.equal(lines.length, 10);
    reportProblem('setting-invalid', 'later', 5 * minuteMs);
    assert.equal(lines.length, 11);
    assert.match(lines[10] ?? '', /later \(2 more of setting-invalid were left out since its last line\)/);
    reportProblem('setting-invalid', 'too early', 5 * minuteMs);
    assert.equal(lines.length, 11, 'only one line was free');
  });

  it('redacts every line before it becomes one line', () => {
    const restore = setDiagnosticRedaction((text) => text.replace('secret\ncanary', '[REDACTED]'));
    try {
      logDiagnostic('info', 'a secret\ncanary');
      reportProblem('queue-full', 'b secret\ncanary', 0);
    } finally {
      restore();
    }
    assert.deepEqual(lines[0], '[otel-distro] info a [REDACTED]');
    assert.match(lines[1] ?? '', /queue-full: b \[REDACTED\]\. Sample /);
    logDiagnostic('info', 'a secret\ncanary');
    assert.equal(lines[2], '[otel-distro] info a secret | canary', 'taken back');
  });

  it('leaves out what cannot be redacted, and keeps the code', () => {
    const restore = setDiagnosticRedaction((text) => { throw new Error(text); });
    try {
      logDiagnostic('info', 'canary');
      reportProblem('queue-full', 'canary', 0);
    } finally {
      restore();
    }
    assert.match(lines[0] ?? '', /^\[otel-distro\] info a line that could not be redacted/);
    assert.match(lines[1] ?? '', /queue-full: .* Sample /);
    assert.doesNotMatch(lines.join(), /canary/);
  });

  it('redacts nothing that is not written', () => {
    let calls = 0;
    const restore = setDiagnosticRedaction((text) => `${calls++}${text}`);
    setDiagnosticLevel('error');
    logDiagnostic('debug', 'x');
    reportProblem('queue-full', 'x', 0);
    restore();
    assert.equal(calls, 0);
  });

  it('one code does not use up the lines of another', () => {
    for (let detail = 0; detail < 12; detail++) reportProblem('setting-invalid', `detail ${detail}`, 0);
    reportProblem('queue-full', 'spans', 0);
    assert.match(lines.at(-1) ?? '', /queue-full/);
  });
});
