/** The time limit that an exporter gets from its own settings and from those of its batch, and what is sent at the end of the process. */
import assert from 'node:assert/strict';
import { BatchQueue } from '../../../src/delivery/batch-queue.js';
import { otlpTraces } from '../../../src/delivery/otlp-signals.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { encodeUndelivered, limitExporterTime } from '../../../src/sdk/exporting.js';
import { makeSpans } from '../delivery/ended-spans.js';

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

describe('requests at the end of the process', () => {
  it('hold a batch each, without what cannot be encoded', async () => {
    const lines: string[] = [];
    const restoreSink = setDiagnosticSink((line) => lines.push(line));
    const [span] = await makeSpans();
    assert.ok(span);
    const bad = Object.create(span, { name: { value: undefined } });
    const queue = new BatchQueue<typeof span>({
      exporter: { export: () => undefined, shutdown: () => Promise.resolve() },
      maxQueueSize: 10,
      maxExportBatchSize: 2,
      scheduledDelayMs: 600_000,
      exportTimeoutMs: 0,
      resourceReady: undefined,
      onDropped: () => undefined,
    });
    for (const item of [span, span, bad, span, bad, bad, span]) queue.add(item);
    const requests = encodeUndelivered('traces', { otlp_http: {} }, otlpTraces, queue);
    restoreSink();
    const alone = otlpTraces.protobuf.serializeRequest([span]);
    assert.deepEqual(requests?.batches.map(({ itemCount }) => itemCount), [2, 1, 1]);
    assert.deepEqual(requests.batches[1]?.body, alone);
    assert.match(lines.join(), /^\[otel-distro\] warn record-invalid: the span \(no name\)/);
    assert.equal(encodeUndelivered('traces', { otlp_http: {} }, otlpTraces, queue), undefined);
  });
});
