/** OTLP/JSON on stdout, one request a line, for a collector that reads the output of the container. */
import { ExportResultCode } from '@opentelemetry/core';
import { writeQuietly } from '../support/standard-stream.js';
import { DeliveryError } from './delivery-error.js';
import type { Exporter } from './exporter.js';
import type { OtlpSerializer } from './otlp-signals.js';

/** Writes to the stream and not by `console`, which the app or an instrumentation may have replaced. */
export function createOtlpStdoutExporter<Items>(
  serializer: OtlpSerializer<Items>,
  stream: NodeJS.WritableStream = process.stdout,
): Exporter<Items> {
  const pending = new Set<Promise<void>>();
  return {
    export(items, resultCallback) {
      const request = serializer.serializeRequest(items);
      if (request === undefined) return resultCallback({ code: ExportResultCode.SUCCESS });
      const line = `${Buffer.from(request).toString('utf8')}\n`;
      const written = new Promise<void>((resolve) => {
        writeQuietly(stream, line, (error) => {
          pending.delete(written);
          resolve();
          resultCallback(error ? { code: ExportResultCode.FAILED, error: stdoutClosed(error) } : { code: ExportResultCode.SUCCESS });
        });
      });
      pending.add(written);
      return undefined;
    },
    async forceFlush() {
      await Promise.all(pending);
    },
    async shutdown() {
      await Promise.all(pending);
    },
  };
}

function stdoutClosed(cause: Error): DeliveryError {
  return new DeliveryError('stdout', 'stdout cannot be written to', { cause });
}
