/** The SDK's own metrics about batching processors (`otel.sdk.processor.*`): each record is in the queue until it is given to the exporter. */
import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { distroName, distroVersion } from '../support/version.js';
import { componentAttributes } from './sdk-component.js';

export interface ProcessorMetrics {
  /** Given to the exporter. */
  processed(items: number): void;
  /** Not given to it. */
  failed(items: number, errorType: string): void;
}

export interface ProcessorQueue {
  /** Infinity = bounded in bytes only, which no metric tells. */
  readonly capacity: number;
  readonly size: () => number;
}

/** What the conventions call a queue that has no room for a record. */
export const queueFull = 'queue_full';

const units = { span: '{span}', log: '{log_record}' } as const;

/** @param meterProvider undefined = nothing is recorded */
export function createProcessorMetrics(meterProvider: MeterProvider | undefined, item: 'span' | 'log', { capacity, size }: ProcessorQueue): ProcessorMetrics {
  const meter = meterProvider?.getMeter(distroName, distroVersion) ?? createNoopMeter();
  const attributes = componentAttributes(`batching_${item}_processor`);
  const unit = units[item];
  const processed = meter.createCounter(`otel.sdk.processor.${item}.processed`, { unit, description: 'How many of them were given to the exporter, or could not be.' });
  const queueSize = meter.createObservableUpDownCounter(`otel.sdk.processor.${item}.queue.size`, { unit, description: 'How many of them wait to be given to the exporter.' });
  queueSize.addCallback((result) => result.observe(size(), attributes));
  if (capacity !== Infinity) {
    const queueCapacity = meter.createUpDownCounter(`otel.sdk.processor.${item}.queue.capacity`, { unit, description: 'How many of them may wait.' });
    queueCapacity.add(capacity, attributes);
  }
  return {
    processed: (items) => processed.add(items, attributes),
    failed: (items, errorType) => processed.add(items, { ...attributes, 'error.type': errorType }),
  };
}
