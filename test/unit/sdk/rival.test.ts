/** Who else may watch the process already. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { findRival } from '../../../src/sdk/rival.js';
import { publishState } from '../../../src/sdk/state.js';
import { distroVersion } from '../../../src/support/version.js';

const ours = '/app/node_modules/@org/otel-distro/dist';
const { cache } = createRequire(import.meta.url);

describe('rivals', () => {
  it('finds none in an ordinary process', () => assert.equal(findRival(ours), undefined));

  it('is another copy of the distro, named with its place and version', () => {
    const undo = publishState({
      version: '9.9.9',
      path: '/other/dist',
      threadId: 0,
      status: 'started',
      flush: async () => undefined,
      shutdown: async () => undefined,
    });
    try {
      assert.deepEqual(findRival(ours), { code: 'already-started', detail: `/other/dist (9.9.9) runs already; ${ours} (${distroVersion}) stays out.` });
    } finally {
      undo();
    }
    assert.equal(findRival(ours), undefined);
  });

  it('may be a copy whose record says less', () => {
    const key = Symbol.for('@org/otel-distro');
    Reflect.set(globalThis, key, {});
    try {
      assert.match(findRival(ours)?.detail ?? '', /^another copy \(unknown version\) runs already;/);
    } finally {
      Reflect.deleteProperty(globalThis, key);
    }
  });

  const sdkRows: [signal: string, register: () => void][] = [
    ['trace', () => void trace.setGlobalTracerProvider(new TracerProvider())],
    ['metrics', () => void metrics.setGlobalMeterProvider(new MeterProvider())],
    ['logs', () => void logs.setGlobalLoggerProvider(new LoggerProvider())],
  ];
  for (const [signal, register] of sdkRows) {
    it(`is another SDK that has registered ${signal}`, () => {
      register();
      try {
        const detail = `another OpenTelemetry SDK has registered ${signal}; the distro stands down.`;
        assert.deepEqual(findRival(ours), { code: 'other-agent', detail });
      } finally {
        trace.disable();
        metrics.disable();
        logs.disable();
      }
    });
  }

  it('is not an app that uses the API alone', () => {
    trace.getTracer('app').startSpan('x').end();
    propagation.getActiveBaggage();
    context.active();
    assert.equal(findRival(ours), undefined);
  });

  for (const [file, agent] of [
    ['/app/node_modules/dd-trace/index.js', 'dd-trace'],
    ['/app/node_modules/newrelic/index.js', 'newrelic'],
    ['/app/node_modules/elastic-apm-node/start.js', 'elastic-apm-node'],
  ] as const) {
    it(`is the agent ${agent}`, () => {
      Reflect.set(cache, file, {});
      try {
        assert.deepEqual(findRival(ours), { code: 'other-agent', detail: `${agent} is loaded; the distro stands down.` });
      } finally {
        Reflect.deleteProperty(cache, file);
      }
    });
  }

  it('is not a file of the app with such a name', () => {
    const file = '/app/newrelic/index.js';
    Reflect.set(cache, file, {});
    try {
      assert.equal(findRival(ours), undefined);
    } finally {
      Reflect.deleteProperty(cache, file);
    }
  });
});
