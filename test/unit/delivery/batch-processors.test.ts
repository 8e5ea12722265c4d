/** What the batch processors put into their queue. */
import assert from 'node:assert/strict';
import { ExportResultCode } from '@opentelemetry/core';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { SamplingDecision, TracerProvider, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace';
import { BatchLogRecordProcessor, BatchSpanProcessor } from '../../../src/delivery/batch-processors.js';
import type { BatchQueueOptions } from '../../../src/delivery/batch-queue.js';

function collectInto<Item>(items: Item[]): BatchQueueOptions<Item> {
  return {
    exporter: {
      export(batch, onResult) {
        items.push(...batch);
        onResult({ code: ExportResultCode.SUCCESS });
      },
      shutdown: () => Promise.resolve(),
    },
    maxQueueSize: 10,
    maxExportBatchSize: 10,
    scheduledDelayMs: 600_000,
    exportTimeoutMs: 600_000,
    resourceReady: undefined,
    onDropped: () => undefined,
  };
}

describe('batch processors', () => {
  it('export sampled spans, and not those that are only recorded', async () => {
    const spans: ReadableSpan[] = [];
    const decisions: Readonly<Record<string, SamplingDecision>> = { sampled: SamplingDecision.RECORD_AND_SAMPLED, recorded: SamplingDecision.RECORD };
    const sampler: Sampler = { shouldSample: (_context, _traceId, name) => ({ decision: decisions[name] ?? SamplingDecision.NOT_RECORD }), toString: () => 'by name' };
    const provider = new TracerProvider({ sampler, spanProcessors: [new BatchSpanProcessor(collectInto(spans))] });
    for (const name of ['recorded', 'sampled', 'neither']) provider.getTracer('test').startSpan(name).end();
    await provider.forceFlush();
    assert.deepEqual(spans.map(({ name }) => name), ['sampled']);
  });

  it('export log records', async () => {
    const records: ReadableLogRecord[] = [];
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor(collectInto(records))] });
    provider.getLogger('test').emit({ body: 'hello' });
    await provider.forceFlush();
    assert.deepEqual(records.map(({ body }) => body), ['hello']);
  });
});
