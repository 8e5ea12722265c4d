/** Puts an OTLP exporter together: encoder, retries, compression, and what the collector refused. */
import type { MeterProvider } from '@opentelemetry/api';
import { createOtlpNetworkExportDelegate, ExporterMetrics, OTLPExporterBase, type IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { logDiagnostic } from '../diagnostics/log.js';
import type { ConnectionSettings } from './connection-settings.js';
import { refusalError, toDeliveryError } from './delivery-error.js';
import type { ExportObserver } from './export-reporter.js';
import { exporterType, type Exporter } from './exporter.js';
import { createGzipTransport } from './gzip-transport.js';
import type { OtlpResponse, OtlpSerializer, OtlpSignal } from './otlp-signals.js';
import { createRetryingTransport } from './retrying-transport.js';

export interface OtlpExporterParts<Items> extends ConnectionSettings {
  readonly otlp: OtlpSignal<Items>;
  readonly serializer: OtlpSerializer<Items>;
  /** Makes one attempt. */
  readonly transport: IExporterTransport;
  readonly observer: ExportObserver;
  readonly protocol: 'http' | 'http_json' | 'grpc';
  /** For the SDK's own `otel.sdk.exporter.*` metrics. */
  readonly selfObsMeterProvider?: MeterProvider | undefined;
}

/** Exports under way at a time; more fail at once, so that a slow collector cannot fill the memory. */
const concurrencyLimit = 30;

export function createOtlpExporter<Items>(parts: OtlpExporterParts<Items>): Exporter<Items> {
  const { otlp, serializer } = parts;
  const metrics = new ExporterMetrics<Items>({
    componentType: exporterType(parts.protocol, otlp.signal),
    metricsHelper: otlp.metricsHelper,
    url: parts.url.origin,
    meterProvider: parts.selfObsMeterProvider,
    responseAttributesFromError: () => ({}),
  });
  const observed: OtlpSerializer<Items> = {
    serializeRequest: (items) => serializer.serializeRequest(items),
    // The delegate would report a refusal itself, on every export; it gets an answer without one.
    deserializeResponse(data) {
      reportRefusal(parts, readResponse(serializer, data));
      return {};
    },
  };
  const retrying = createRetryingTransport(parts.transport, { onRetry: (reason) => parts.observer.retried(toDeliveryError(reason)) });
  const transport = parts.isCompressed ? createGzipTransport(retrying) : retrying;
  const options = { timeoutMillis: parts.timeoutMs, concurrencyLimit, compression: 'none' } as const;
  return new OTLPExporterBase(createOtlpNetworkExportDelegate(options, observed, metrics, transport));
}

function readResponse<Items>(serializer: OtlpSerializer<Items>, data: Uint8Array): OtlpResponse {
  try {
    return serializer.deserializeResponse(data);
  } catch {
    logDiagnostic('debug', 'an answer of the collector cannot be decoded; the request was accepted');
    return {};
  }
}

function reportRefusal<Items>({ observer, headers }: OtlpExporterParts<Items>, { partialSuccess }: OtlpResponse): void {
  // In JSON a 64-bit number is a string.
  const refused = Number(partialSuccess?.rejectedSpans ?? partialSuccess?.rejectedDataPoints ?? partialSuccess?.rejectedLogRecords ?? 0);
  const message = partialSuccess?.errorMessage ?? '';
  if (refused === 0 && message === '') return;
  observer.rejected(refused, refusalError(message, headers));
}
