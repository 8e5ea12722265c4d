/** Child of batch-queue.test.ts: a queue with an item in it whose turn is far away, or whose exporter never answers. */
import { BatchQueue } from '../../../src/delivery/batch-queue.js';

const [situation] = process.argv.slice(2);
const queue = new BatchQueue<string>({
  exporter: { export: () => process.stdout.write('exporting\n'), shutdown: () => Promise.resolve() },
  maxQueueSize: 10,
  maxExportBatchSize: situation === 'exporting' ? 1 : 10,
  scheduledDelayMs: 600_000,
  exportTimeoutMs: 600_000,
  resourceReady: undefined,
  onDropped: () => undefined,
});
queue.add('left over');
