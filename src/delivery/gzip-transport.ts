/** Compresses a request once, before its first attempt. */
import type { IExporterTransport } from '@opentelemetry/otlp-exporter-base';

/** @param inner says in its headers that what it sends is compressed */
export function createGzipTransport(inner: IExporterTransport): IExporterTransport {
  return {
    async send(data, timeoutMs) {
      return inner.send(await gzip(data), timeoutMs);
    },
    shutdown: () => inner.shutdown(),
  };
}

function gzip(data: Uint8Array): Promise<Uint8Array> {
  const zlib = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    zlib.gzip(data, (error, compressed) => (error === null ? resolve(compressed) : reject(error)));
  });
}
