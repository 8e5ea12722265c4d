/** Exporters that are made late, and what becomes of exports that throw. */
import assert from 'node:assert/strict';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { DeliveryError } from '../../../src/delivery/delivery-error.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import type { Exporter } from '../../../src/delivery/exporter.js';
import { LazyExporter } from '../../../src/delivery/lazy-exporter.js';
import { observeExporter } from '../../../src/delivery/observed-exporter.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';

function recording(calls: string[]): Exporter<string> {
  return {
    export(items, callback) {
      calls.push(`export ${items}`);
      callback({ code: ExportResultCode.SUCCESS });
    },
    forceFlush: async () => void calls.push('flush'),
    shutdown: async () => void calls.push('shutdown'),
  };
}

const exported = (exporter: Exporter<string>, items: string): Promise<ExportResult> =>
  new Promise((resolve) => exporter.export(items, resolve));

describe('lazy exporter', () => {
  it('is made at the first export, once, and has exported when that returns', async () => {
    const calls: string[] = [];
    const exporter = new LazyExporter(() => {
      calls.push('load');
      return recording(calls);
    });
    await exporter.forceFlush();
    assert.deepEqual(calls, []);
    exporter.export('a', () => {});
    exporter.export('b', () => {});
    assert.deepEqual(calls, ['load', 'export a', 'export b']);
    await exporter.forceFlush();
    await exporter.shutdown();
    assert.deepEqual(calls.slice(3), ['flush', 'shutdown']);
  });

  it('loads nothing to shut down, and fails afterwards', async () => {
    const exporter = new LazyExporter<string>(() => assert.fail('loaded'));
    await exporter.shutdown();
    assert.equal((await exported(exporter, 'a')).code, ExportResultCode.FAILED);
  });

  it('fails an export that throws, instead of throwing into the app', async () => {
    const exporter = new LazyExporter<string>(() => ({
      ...recording([]),
      export: () => {
        throw new RangeError('too deep');
      },
    }));
    assert.match((await exported(exporter, 'a')).error?.message ?? '', /too deep/);
  });

  it('fails each export when its code cannot be loaded, and still shuts down', async () => {
    const exporter = new LazyExporter<string>(() => {
      throw new Error('no such file');
    });
    assert.match((await exported(exporter, 'a')).error?.message ?? '', /could not be loaded: no such file/);
    await exporter.forceFlush();
    await exporter.shutdown();
  });
});

describe('observed exporter', () => {
  it('turns what is thrown, and any other reason, into a counted failure', async () => {
    const restore = setDiagnosticSink(() => {});
    const reporter = new ExportReporter();
    const observer = reporter.observe('logs', 'console');
    const failures: ((callback: (result: ExportResult) => void) => void)[] = [
      () => {
        throw new RangeError('too deep');
      },
      (callback) => callback({ code: ExportResultCode.FAILED, error: new Error('odd') }),
      (callback) => callback({ code: ExportResultCode.FAILED }),
    ];
    for (const fail of failures) {
      const exporter = observeExporter({ ...recording([]), export: (_items, callback) => fail(callback) }, () => 2, observer);
      const { code, error } = await exported(exporter, 'a');
      assert.equal(code, ExportResultCode.FAILED);
      assert.ok(error instanceof DeliveryError);
    }
    assert.equal(reporter.counts.logs.failed, 6);
    restore();
  });
});
