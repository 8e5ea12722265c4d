/** Spans in Zipkin's JSON: upstream's conversion, sent by our own transport. */
import { ExportResultCode } from '@opentelemetry/core';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import type { IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { DeliveryError } from './delivery-error.js';
import type { Exporter } from './exporter.js';

type SendSpans = (spans: readonly unknown[], done: (result: { code: ExportResultCode; error?: Error }) => void) => void;

/**
 * Upstream has neither time limit, retries nor proxy and exports its conversion only as this class, so its private `_send` is
 * replaced; test/unit/delivery/create-exporters.test.ts fails when upstream renames it.
 */
export function createZipkinExporter(url: URL, transport: IExporterTransport, timeoutMs: number): Exporter<ReadableSpan[]> {
  const send: SendSpans = (spans, done) => {
    transport.send(Buffer.from(JSON.stringify(spans)), timeoutMs).then(
      (response) => {
        if (response.status === 'success') return done({ code: ExportResultCode.SUCCESS });
        return done({ code: ExportResultCode.FAILED, error: response.error ?? new DeliveryError('unknown', 'the request failed') });
      },
      (error: Error) => done({ code: ExportResultCode.FAILED, error }),
    );
  };
  const upstream = new ZipkinExporter({ url: url.href });
  Reflect.set(upstream, '_send', send);
  return {
    export(spans, resultCallback) {
      // Upstream reads the service name from the first span.
      if (spans.length === 0) return resultCallback({ code: ExportResultCode.SUCCESS });
      return upstream.export(spans, resultCallback);
    },
    forceFlush: () => upstream.forceFlush(),
    async shutdown() {
      await upstream.shutdown();
      transport.shutdown();
    },
  };
}
