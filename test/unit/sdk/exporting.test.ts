/** The time limit that an exporter gets from its own settings and from those of its batch, and how batches of the courier are cut. */
import assert from 'node:assert/strict';
import { limitExporterTime, outboxBatch } from '../../../src/sdk/exporting.js';

describe('time limit of an exporter', () => {
  for (const [own, batch, used] of [[100, 200, 100], [200, 100, 100], [0, 100, 100], [100, 0, 100], [0, 0, 0], [undefined, 30_000, 10_000], [null, 5000, 5000]] as const) {
    it(`of its own ${own}, of the batch ${batch}: ${used}`, () => {
      const endpoint = 'http://one.test';
      assert.deepEqual(limitExporterTime({ otlp_http: { endpoint, timeout: own } }, batch), { otlp_http: { endpoint, timeout: used } });
    });
  }

  it('an exporter without settings of its own gets one, and the console none', () => {
    assert.deepEqual(limitExporterTime({ otlp_grpc: null }, 50), { otlp_grpc: { timeout: 50 } });
    assert.deepEqual(limitExporterTime({ console: null }, 50), { console: null });
  });
});

describe('batches for the courier', () => {
  it('have the defaults of the specification, and no bound in records', () => {
    assert.deepEqual(outboxBatch({}, 5000), { scheduledDelayMs: 5000, maxBatchItems: 512, maxQueueItems: Infinity });
  });

  it('are not larger than the queue', () => {
    assert.deepEqual(outboxBatch({ schedule_delay: 0, max_queue_size: 3, max_export_batch_size: 9 }, 5000), { scheduledDelayMs: 0, maxBatchItems: 3, maxQueueItems: 3 });
  });
});
