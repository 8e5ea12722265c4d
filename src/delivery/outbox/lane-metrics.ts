/** The SDK's own metrics about exporters (`otel.sdk.exporter.*`), from what the courier says about a lane. */
import { createNoopMeter, type Attributes, type Counter, type Histogram, type MeterProvider, type UpDownCounter } from '@opentelemetry/api';
import { distroName, distroVersion } from '../../support/version.js';
import { endsWaiting, type LaneReport } from '../courier/messages.js';
import type { DeliveryContext } from '../create-exporters.js';
import { exporterType, type Signal } from '../exporter.js';
import { portOf } from '../proxy.js';
import { componentAttributes } from '../sdk-component.js';

export interface LaneMetrics {
  handedOver(items: number): void;
  reported(report: LaneReport): void;
}

const itemNames: Readonly<Record<Signal, readonly [name: string, unit: string]>> = {
  traces: ['span', '{span}'],
  metrics: ['metric_data_point', '{data_point}'],
  logs: ['log', '{log_record}'],
};

interface Instruments {
  readonly inFlight: UpDownCounter;
  readonly exported: Counter;
  readonly duration: Histogram;
}

/**
 * @param context its provider is asked for with the first report: the exporter of metrics is older than it
 * @param protocol `http`, `http_json` or `grpc`
 */
export function createLaneMetrics(context: Pick<DeliveryContext, 'selfObsMeterProvider'>, signal: Signal, protocol: string, endpoint: string): LaneMetrics {
  const attributes = attributesOf(exporterType(protocol, signal), endpoint);
  let instruments: Instruments | undefined;
  let rejectedItems = 0;
  let rejectionCode = '';
  return {
    handedOver(items) {
      instruments ??= createInstruments(context.selfObsMeterProvider, signal);
      instruments.inFlight.add(items, attributes);
    },
    reported(report) {
      const { outcome, items, code, durationMs } = report;
      instruments ??= createInstruments(context.selfObsMeterProvider, signal);
      const { inFlight, exported, duration } = instruments;
      if (endsWaiting(report)) inFlight.add(-items, attributes);
      if (outcome === 'delayed' || outcome === 'kept') return;
      if (outcome === 'delivered') {
        exported.add(items - rejectedItems, attributes);
        duration.record(durationMs / 1000, rejectedItems > 0 ? { ...attributes, 'error.type': rejectionCode } : attributes);
        rejectedItems = 0;
        return;
      }
      // comes before the `delivered` of its request, which counts them too
      if (outcome === 'rejected') {
        rejectedItems += items;
        rejectionCode = code;
      }
      const failed = { ...attributes, 'error.type': code };
      exported.add(items, failed);
      // without a duration, nothing was sent
      if (outcome === 'lost' && durationMs > 0) duration.record(durationMs / 1000, failed);
    },
  };
}

function createInstruments(meterProvider: MeterProvider | undefined, signal: Signal): Instruments {
  const meter = meterProvider?.getMeter(distroName, distroVersion) ?? createNoopMeter();
  const [item, unit] = itemNames[signal];
  return {
    inFlight: meter.createUpDownCounter(`otel.sdk.exporter.${item}.inflight`, { unit, description: 'How many of them were given to the exporter and are neither exported nor lost.' }),
    exported: meter.createCounter(`otel.sdk.exporter.${item}.exported`, { unit, description: 'How many of them were exported, or could not be exported.' }),
    duration: meter.createHistogram('otel.sdk.exporter.operation.duration', { unit: 's', description: 'How long exporting a batch took.', advice: { explicitBucketBoundaries: [] } }),
  };
}

function attributesOf(componentType: string, endpoint: string): Attributes {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return {
    ...componentAttributes(componentType),
    ...(url !== undefined && { 'server.address': url.hostname, 'server.port': portOf(url) }),
  };
}
