/** The worker thread of the last delivery: one attempt for each request, by the exporters that always send, then it says so. */
import { workerData } from 'node:worker_threads';
import { setDiagnosticLevel } from '../diagnostics/log.js';
import { createExporter, type DeliveryContext } from './create-exporters.js';
import { encodedLogs, encodedTraces } from './encoded-signals.js';
import { ExportReporter } from './export-reporter.js';
import type { LastDeliveryWork, LastRequest } from './last-delivery.js';

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- from last-delivery.ts
const { requests, proxies, done } = workerData as LastDeliveryWork;

// what this thread would write goes through the one that waits for it
setDiagnosticLevel('none');
const context: DeliveryContext = { reporter: new ExportReporter(), proxies, isLastAttempt: true };
// the exporters keep no thread alive
const keepAlive = setInterval(() => undefined, 60_000);
void Promise.all(requests.map(send)).finally(() => {
  clearInterval(keepAlive);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});

async function send({ signal, exporter: model, body }: LastRequest): Promise<void> {
  const exporter = createExporter(signal === 'traces' ? encodedTraces : encodedLogs, model, context);
  if (exporter === undefined) return;
  await new Promise<void>((resolve) => {
    exporter.export(body, () => resolve());
  });
}
