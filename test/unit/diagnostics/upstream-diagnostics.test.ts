/** What upstream reports reaches the log, and what an app recorded does not. */
import assert from 'node:assert/strict';
import { diag, type Exception } from '@opentelemetry/api';
import { globalErrorHandler } from '@opentelemetry/core';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { DeliveryError } from '../../../src/delivery/delivery-error.js';
import { setDiagnosticLevel, setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { routeUpstreamDiagnostics } from '../../../src/diagnostics/upstream-diagnostics.js';
import { routeSdkErrors } from '../../../src/sdk/sdk-errors.js';

describe('upstream diagnostics', () => {
  let lines: string[];
  let undo: (() => void)[];

  beforeEach(() => {
    lines = [];
    undo = [setDiagnosticSink((line) => lines.push(line)), routeUpstreamDiagnostics('info'), routeSdkErrors()];
  });

  afterEach(() => {
    setDiagnosticLevel('info');
    for (const revert of undo.toReversed()) revert();
  });

  it('warnings and errors become a problem; info is for debugging', () => {
    diag.warn('first');
    diag.error('second');
    diag.info('third');
    assert.deepEqual(lines.map((line) => /upstream-diagnostic: (\w+)\. /.exec(line)?.[1]), ['first', 'second']);
  });

  it('passes on more at debug', () => {
    undo.push(routeUpstreamDiagnostics('debug'));
    setDiagnosticLevel('debug');
    diag.info('third', 7);
    diag.debug('fourth');
    diag.verbose('fifth');
    assert.deepEqual(lines, ['[otel-distro] debug third 7', '[otel-distro] debug fourth']);
  });

  it('says nothing after the undo', () => {
    undo.pop()?.();
    undo.pop()?.();
    diag.error('late');
    assert.deepEqual(lines, []);
  });

  const secret = 'hunter2';
  const leaks: [title: string, act: () => void, shown: RegExp][] = [
    ['an object', () => diag.warn('a span', { password: secret }), /a span \[Object\]/],
    ['an object without prototype', () => diag.warn('a span', Object.assign(Object.create(null), { password: secret })), /a span \[Object\]/],
    ['the message of an error', () => diag.error('a hook threw', new TypeError(`bad token ${secret}`)), /a hook threw TypeError at .*upstream-diagnostics\.test\.ts/],
    ['a message that looks like a frame', () => diag.error('x', new Error(`\n    at ${secret} (file:1:1)`)), /Error at (?!hunter)/],
    ['an error instead of a message', () => diag.error(new Error(secret) as unknown as string), /upstream-diagnostic: Error at/],
    [
      'an exception that cannot be recorded',
      () => new TracerProvider().getTracer('test').startSpan('x').recordException({ toString: () => secret } as unknown as Exception),
      /Failed to record an exception/,
    ],
    [
      'a metric value that is no number',
      () => new MeterProvider().getMeter('test').createCounter('orders').add(secret as unknown as number),
      /non-number value provided to metric orders/,
    ],
    ['an error of the SDK', () => globalErrorHandler(new RangeError(secret)), /RangeError at/],
  ];
  for (const [title, act, shown] of leaks) {
    it(`does not show what is in ${title}`, () => {
      act();
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', shown);
      assert.ok(!lines.join('').includes(secret), lines.join('\n'));
    });
  }

  it('leaves out what delivery has reported already', () => {
    globalErrorHandler(new DeliveryError('ECONNREFUSED', 'nothing listens there'));
    assert.deepEqual(lines, []);
  });
});
