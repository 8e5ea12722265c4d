/** The SDK's own metrics about exporters (`otel.sdk.exporter.*`), from what the courier says about a lane. */
import { createNoopMeter, type Attributes, type MeterProvider } from '@opentelemetry/api';
import { distroVersion } from '../../support/version.js';
import { endsWaiting, type LaneReport } from '../courier/messages.js';
import { exporterType, type Signal } from '../exporter.js';
import { portOf } from '../proxy.js';

export interface LaneMetrics {
  handedOver(items: number): void;
  reported(report: LaneReport): void;
}

const itemNames: Readonly<Record<Signal, string>> = { traces: 'span', metrics: 'metric_data_point', logs: 'log' };
const exporterCounts = new Map<string, number>();

/** @param protocol `http`, `http_json` or `grpc` */
export function createLaneMetrics(meterProvider: MeterProvider | undefined, signal: Signal, protocol: string, endpoint: string): LaneMetrics {
  const meter = meterProvider?.getMeter('@opentelemetry/otlp-exporter', distroVersion) ?? createNoopMeter();
  const item = itemNames[signal];
  const attributes = attributesOf(exporterType(protocol, signal), endpoint);
  const inFlight = meter.createUpDownCounter(`otel.sdk.exporter.${item}.inflight`, { unit: `{${item}}`, description: `How many of them were given to the exporter and are neither exported nor lost.` });
  const exported = meter.createCounter(`otel.sdk.exporter.${item}.exported`, { unit: `{${item}}`, description: 'How many of them were exported, or could not be exported.' });
  const duration = meter.createHistogram('otel.sdk.exporter.operation.duration', { unit: 's', description: 'How long exporting a batch took.', advice: { explicitBucketBoundaries: [] } });
  let rejectedItems = 0;
  return {
    handedOver: (items) => inFlight.add(items, attributes),
    reported(report) {
      const { outcome, items, code, durationMs } = report;
      if (endsWaiting(report)) inFlight.add(-items, attributes);
      if (outcome === 'delayed' || outcome === 'kept') return;
      if (outcome === 'delivered') {
        exported.add(items - rejectedItems, attributes);
        duration.record(durationMs / 1000, attributes);
        rejectedItems = 0;
        return;
      }
      // comes before the `delivered` of its request, which counts them too
      if (outcome === 'rejected') rejectedItems += items;
      exported.add(items, { ...attributes, 'error.type': code });
    },
  };
}

function attributesOf(componentType: string, endpoint: string): Attributes {
  const count = exporterCounts.get(componentType) ?? 0;
  exporterCounts.set(componentType, count + 1);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return {
    'otel.component.type': componentType,
    'otel.component.name': `${componentType}/${count}`,
    ...(url !== undefined && { 'server.address': url.hostname, 'server.port': portOf(url) }),
  };
}
