/** What is logged through `@opentelemetry/api-logs` reaches the provider of the newer API. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { trace } from '@opentelemetry/api';
import type * as ApiLogs from '@opentelemetry/api-logs';
import { bridgeLegacyLogsApi } from '../../../src/sdk/legacy-logs-api.js';
import { startInMemorySdk } from '../../support/in-memory-sdk.js';

const legacyKey = Symbol.for('io.opentelemetry.js.api.logs');
// the copy that winston-transport finds; it is no dependency of ours
const { logs: legacyLogs } = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/winston-transport'))('@opentelemetry/api-logs') as typeof ApiLogs;

describe('bridge of the legacy logs API', () => {
  it('carries records, with the active span, of loggers made before the SDK too', () => {
    const undo = bridgeLegacyLogsApi();
    const early = legacyLogs.getLogger('early');
    const sdk = startInMemorySdk();
    try {
      trace.getTracer('test').startActiveSpan('work', (span) => {
        early.emit({ body: 'from early' });
        legacyLogs.getLogger('late').emit({ body: 'from late', severityNumber: 9 });
        span.end();
      });
      const { traceId } = sdk.spanNamed('work').spanContext();
      const records = sdk.finishedLogRecords().map(({ body, instrumentationScope, spanContext }) => [body, instrumentationScope.name, spanContext?.traceId]);
      assert.deepEqual(records, [['from early', 'early', traceId], ['from late', 'late', traceId]]);
    } finally {
      sdk.stop();
      undo();
    }
  });

  it('answers version 1 of the legacy API alone', () => {
    const globals: Partial<Record<symbol, unknown>> = {};
    bridgeLegacyLogsApi(globals);
    const accessor = globals[legacyKey] as (version: number) => unknown;
    assert.notEqual(accessor(1), undefined);
    assert.equal(accessor(2), undefined);
  });

  it('leaves a provider alone that somebody else has set', () => {
    const other = (): undefined => undefined;
    const globals: Partial<Record<symbol, unknown>> = { [legacyKey]: other };
    bridgeLegacyLogsApi(globals)();
    assert.equal(globals[legacyKey], other);
  });

  it('is gone after the undo, unless somebody else has taken its place', () => {
    const globals: Partial<Record<symbol, unknown>> = {};
    bridgeLegacyLogsApi(globals)();
    assert.equal(legacyKey in globals, false);
    const undo = bridgeLegacyLogsApi(globals);
    const other = (): undefined => undefined;
    globals[legacyKey] = other;
    undo();
    assert.equal(globals[legacyKey], other);
  });
});
