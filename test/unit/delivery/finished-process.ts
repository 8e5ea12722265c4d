/** Child of finished-process.test.ts: exports to the address in its arguments, again after a success, awaits nothing, and is done when its parent says so. */
import type { SpanExporterConfigModel } from '@opentelemetry/configuration';
import { createSpanExporter } from '../../../src/delivery/create-exporters.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import { makeSpans } from './ended-spans.js';

const [kind = '', endpoint = '', httpProxy] = process.argv.slice(2);
const model: SpanExporterConfigModel = { [kind]: { endpoint, timeout: 600_000 } };
const exporter = createSpanExporter(model, { reporter: new ExportReporter(), proxies: { httpProxy } });
const spans = await makeSpans();
process.once('message', () => process.disconnect?.());
process.once('beforeExit', () => process.stdout.write('nothing left to do\n'));
exporter?.export(spans, ({ code }) => {
  process.stdout.write(`exported with code ${code}\n`);
  if (code === 0) exporter.export(spans, () => process.stdout.write('exported again\n'));
});
