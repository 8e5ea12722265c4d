/** The queue in front of an exporter: what is exported when, what is dropped, and what a flush waits for. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, isTracingSuppressed, type ExportResult } from '@opentelemetry/core';
import { BatchQueue, type BatchExporter, type BatchQueueOptions } from '../../../src/delivery/batch-queue.js';
import { runModule } from '../../support/run-module.js';
import { waitUntil } from '../../support/wait-until.js';

/** Answers when the test says so. */
class ManualExporter implements BatchExporter<number> {
  readonly batches: number[][] = [];
  readonly calls: string[] = [];
  readonly #open: ((result: ExportResult) => void)[] = [];
  answersAtOnce = false;

  export(items: number[], onResult: (result: ExportResult) => void): void {
    this.batches.push(items);
    this.calls.push('export');
    if (this.answersAtOnce) onResult({ code: ExportResultCode.SUCCESS });
    else this.#open.push(onResult);
  }

  answer(code = ExportResultCode.SUCCESS): void {
    this.#open.shift()?.({ code });
  }

  forceFlush(): Promise<void> {
    this.calls.push('forceFlush');
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.calls.push('shutdown');
    return Promise.resolve();
  }
}

const longMs = 600_000;

describe('batch queue', () => {
  let exporter: ManualExporter;
  let dropped: number;

  function createQueue(options: Partial<BatchQueueOptions<number>> = {}): BatchQueue<number> {
    return new BatchQueue({
      exporter,
      maxQueueSize: 4,
      maxExportBatchSize: 2,
      scheduledDelayMs: longMs,
      exportTimeoutMs: longMs,
      resourceReady: undefined,
      onDropped: () => void dropped++,
      ...options,
    });
  }

  function addAll(queue: BatchQueue<number>, ...items: number[]): void {
    for (const item of items) queue.add(item);
  }

  async function isSettled(promise: Promise<unknown>): Promise<boolean> {
    let settled = false;
    const done = (): void => void (settled = true);
    promise.then(done, done);
    await nextTurn();
    return settled;
  }

  beforeEach(() => {
    exporter = new ManualExporter();
    dropped = 0;
  });

  it('exports a full batch at once, one after the other', async () => {
    const queue = createQueue();
    addAll(queue, 1);
    await nextTurn();
    assert.deepEqual(exporter.batches, []);
    addAll(queue, 2, 3, 4);
    await nextTurn();
    assert.deepEqual(exporter.batches, [[1, 2]]);
    exporter.answer();
    await nextTurn();
    assert.deepEqual(exporter.batches, [[1, 2], [3, 4]]);
  });

  it('exports what is not a full batch after the delay', async () => {
    const queue = createQueue({ scheduledDelayMs: 5 });
    addAll(queue, 1);
    await waitUntil(() => exporter.batches.length === 1);
    exporter.answer();
    addAll(queue, 2);
    await waitUntil(() => exporter.batches.length === 2);
    assert.deepEqual(exporter.batches, [[1], [2]]);
  });

  it('takes as many as the queue holds, then drops the newest and counts each', async () => {
    const queue = createQueue({ maxQueueSize: 4, maxExportBatchSize: 2 });
    // two under way, four waiting
    addAll(queue, 1, 2, 3, 4, 5, 6);
    assert.equal(dropped, 0);
    addAll(queue, 7, 8);
    assert.equal(dropped, 2);
    exporter.answersAtOnce = true;
    await queue.forceFlush();
    assert.deepEqual(exporter.batches, [[1, 2], [3, 4], [5, 6]]);
  });

  it('never makes a batch larger than the queue', async () => {
    const queue = createQueue({ maxQueueSize: 2, maxExportBatchSize: 512 });
    addAll(queue, 1, 2);
    await nextTurn();
    assert.deepEqual(exporter.batches, [[1, 2]]);
  });

  it('flush waits for the export under way and for what waits behind it, then flushes the exporter', async () => {
    const queue = createQueue();
    addAll(queue, 1, 2, 3);
    const flushed = queue.forceFlush();
    assert.equal(await isSettled(flushed), false, '[1, 2] is under way');
    exporter.answer();
    assert.equal(await isSettled(flushed), false, '[3] is under way');
    exporter.answer();
    await flushed;
    assert.deepEqual(exporter.batches, [[1, 2], [3]]);
    assert.equal(exporter.calls.at(-1), 'forceFlush');
  });

  it('flush ends although the export itself makes more to record', async () => {
    const queue = createQueue();
    const { batches } = exporter;
    exporter.export = (items, onResult) => {
      batches.push(items);
      if (batches.length < 10) addAll(queue, 1, 2);
      setImmediate(onResult, { code: ExportResultCode.SUCCESS });
    };
    addAll(queue, 1, 2, 3);
    await queue.forceFlush();
    assert.ok(batches.length < 10, `${batches.length} batches`);
  });

  it('waits for the resource before the first export, and flush waits too', async () => {
    let complete = (): void => undefined;
    const resourceReady = new Promise<void>((resolve) => (complete = resolve));
    const queue = createQueue({ resourceReady });
    exporter.answersAtOnce = true;
    addAll(queue, 1, 2, 3);
    const flushed = queue.forceFlush();
    assert.equal(await isSettled(flushed), false);
    assert.deepEqual(exporter.batches, []);
    complete();
    await flushed;
    assert.deepEqual(exporter.batches, [[1, 2], [3]]);
  });

  it('goes on after the export timeout; the late answer does not touch the next batch', async () => {
    const queue = createQueue({ exportTimeoutMs: 5 });
    addAll(queue, 1, 2, 3, 4);
    await waitUntil(() => exporter.batches.length === 2);
    exporter.answer();
    assert.deepEqual(exporter.batches, [[1, 2], [3, 4]]);
  });

  it('export timeout 0 = no limit', async () => {
    const unlimited = createQueue({ exportTimeoutMs: 0 });
    const other = new ManualExporter();
    const limited = createQueue({ exportTimeoutMs: 5, exporter: other });
    for (const queue of [unlimited, limited]) addAll(queue, 1, 2, 3, 4);
    await waitUntil(() => other.batches.length === 2);
    assert.equal(exporter.batches.length, 1);
  });

  for (const [title, failure] of [
    ['throws', () => { throw new TypeError('no'); }],
    ['fails', (_items: number[], onResult: (result: ExportResult) => void) => onResult({ code: ExportResultCode.FAILED, error: new Error('no') })],
  ] as const) {
    it(`lives on when the exporter ${title}`, async () => {
      const queue = createQueue();
      const works = exporter.export.bind(exporter);
      exporter.export = failure;
      addAll(queue, 1, 2);
      await queue.forceFlush();
      exporter.export = works;
      exporter.answersAtOnce = true;
      addAll(queue, 3, 4);
      await queue.forceFlush();
      assert.deepEqual(exporter.batches, [[3, 4]]);
      });
  }

  it('exports now, before the call returns, what waits, and not again what the exporter has', async () => {
    const queue = createQueue();
    addAll(queue, 1, 2);
    await nextTurn();
    addAll(queue, 3, 4, 5);
    queue.exportNow();
    assert.deepEqual(exporter.batches, [[1, 2], [3, 4], [5]]);
    for (let answers = 0; answers < 3; answers++) exporter.answer();
    await nextTurn();
    queue.exportNow();
    assert.deepEqual(exporter.batches, [[1, 2], [3, 4], [5]]);
  });

  it('exports now what waits for the resource, once', async () => {
    let complete = (): void => undefined;
    const queue = createQueue({ resourceReady: new Promise<void>((resolve) => (complete = resolve)) });
    exporter.answersAtOnce = true;
    addAll(queue, 1, 2, 3);
    queue.exportNow();
    complete();
    await queue.forceFlush();
    assert.deepEqual(exporter.batches.flat(), [1, 2, 3]);
  });

  it('shutdown flushes, then closes the exporter once; the second call waits for the first', async () => {
    const queue = createQueue();
    addAll(queue, 1);
    const first = queue.shutdown();
    const second = queue.shutdown();
    assert.equal(await isSettled(second), false);
    exporter.answer();
    await Promise.all([first, second]);
    assert.deepEqual(exporter.calls, ['export', 'forceFlush', 'shutdown']);
  });

  it('closes the exporter although its flush failed', async () => {
    const queue = createQueue();
    exporter.forceFlush = () => Promise.reject(new Error('no'));
    await assert.rejects(queue.shutdown(), /no/);
    assert.deepEqual(exporter.calls, ['shutdown']);
  });

  it('takes nothing after shutdown', async () => {
    const queue = createQueue();
    await queue.shutdown();
    addAll(queue, 1, 2, 3);
    assert.deepEqual(exporter.batches, []);
  });

  it('exports outside of every trace', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      let suppressed = false;
      exporter.export = () => void (suppressed = isTracingSuppressed(context.active()));
      addAll(createQueue(), 1, 2);
      await nextTurn();
      assert.equal(suppressed, true);
    } finally {
      context.disable();
    }
  });

  for (const situation of ['waiting', 'exporting']) {
    it(`does not keep a finished process alive while items are ${situation}`, async () => {
      const end = await runModule(new URL('idle-queue.ts', import.meta.url), [situation]);
      assert.deepEqual({ exitCode: end.exitCode, stderr: end.stderr }, { exitCode: 0, stderr: '' });
      assert.equal(end.stdout, situation === 'exporting' ? 'exporting\n' : '');
    });
  }
});
