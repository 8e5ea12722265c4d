/** The worker thread of the last delivery: one attempt for each request, by the exporters that always send, then it says what failed and that it is done. */
import { workerData } from 'node:worker_threads';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { setDiagnosticLevel } from '../diagnostics/log.js';
import { createExporter, type DeliveryContext } from './create-exporters.js';
import { toDeliveryError } from './delivery-error.js';
import { encodedLogs, encodedTraces } from './encoded-signals.js';
import { ExportReporter } from './export-reporter.js';
import type { LastDeliveryWork, LastFailure, LastRequests } from './last-delivery.js';

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- from last-delivery.ts
const { requests, proxies, failures, done } = workerData as LastDeliveryWork;

// what this thread would write goes through the one that waits for it
setDiagnosticLevel('none');
const context: DeliveryContext = { reporter: new ExportReporter(), proxies, isLastAttempt: true };
// the exporters keep no thread alive
const keepAlive = setInterval(() => undefined, 60_000);
const failed: LastFailure[] = [];
void Promise.all(requests.map(send)).finally(() => {
  clearInterval(keepAlive);
  failures.postMessage(failed);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});

/** One batch after the other: a connection for each at the same time would be too much for the collector. */
async function send({ signal, exporter: model, batches }: LastRequests, request: number): Promise<void> {
  const exporter = createExporter(signal === 'traces' ? encodedTraces : encodedLogs, model, context);
  if (exporter === undefined) return;
  for (const { body, itemCount } of batches) {
    const { code, error } = await new Promise<ExportResult>((resolve) => exporter.export(body, resolve));
    if (code === ExportResultCode.FAILED) failed.push({ request, itemCount, ...describeFailure(error) });
  }
}

function describeFailure(error: unknown): Pick<LastFailure, 'code' | 'reason'> {
  const { code, message } = toDeliveryError(error);
  return { code, reason: message };
}
