/** The public instruments: made at first use and again for each MeterProvider, because the metrics API has no proxy of its own. */
import {
  metrics,
  type Attributes,
  type Context,
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type MetricOptions,
  type UpDownCounter,
} from '@opentelemetry/api';
import { reportInvalidMeasurement } from '../diagnostics/helper-problems.js';
import { InvalidArgumentError, kindOf } from '../support/invalid-argument.js';
import { ofProvider } from '../support/of-provider.js';
import { distroName, distroVersion } from '../support/version.js';

/**
 * A sum that only grows. May be made before `register` has started; what is added until then is not counted.
 *
 * @param options `unit` in UCUM (`{order}`, `By`, `s`), `description`
 *
 * @example
 * import { counter } from '@org/otel-distro';
 * const orders = counter<{ 'payment.method': string }>('shop.orders', { unit: '{order}', description: 'Orders placed' });
 * orders.add(1, { 'payment.method': 'card' });
 */
export function counter<Labels extends Attributes = Attributes>(name: string, options?: MetricOptions): Counter<Labels> {
  return adding('counter', name, (meter) => meter.createCounter<Labels>(name, options));
}

/**
 * A sum that grows and shrinks, such as the length of a queue. May be made before `register` has started.
 *
 * @param options `unit` in UCUM (`{job}`, `By`), `description`
 *
 * @example
 * import { upDownCounter } from '@org/otel-distro';
 * const waiting = upDownCounter('shop.jobs.waiting', { unit: '{job}' });
 * waiting.add(1);
 * waiting.add(-1);
 */
export function upDownCounter<Labels extends Attributes = Attributes>(
  name: string,
  options?: MetricOptions,
): UpDownCounter<Labels> {
  return adding('upDownCounter', name, (meter) => meter.createUpDownCounter<Labels>(name, options));
}

/**
 * The last value of something that cannot be summed, such as a temperature. May be made before `register` has started.
 *
 * @param options `unit` in UCUM (`Cel`, `1`), `description`
 *
 * @example
 * import { gauge } from '@org/otel-distro';
 * const temperature = gauge('shop.freezer.temperature', { unit: 'Cel' });
 * temperature.record(-18.5);
 */
export function gauge<Labels extends Attributes = Attributes>(name: string, options?: MetricOptions): Gauge<Labels> {
  return recording('gauge', name, (meter) => meter.createGauge<Labels>(name, options));
}

/**
 * The distribution of values, such as durations. May be made before `register` has started.
 *
 * @param options `unit` in UCUM (`s`, `By`), `description`, `advice.explicitBucketBoundaries` in that unit
 *
 * @example
 * import { histogram } from '@org/otel-distro';
 * const packing = histogram('shop.packing.duration', { unit: 's', advice: { explicitBucketBoundaries: [1, 10, 60] } });
 * packing.record(4.2, { 'package.size': 'small' });
 */
export function histogram<Labels extends Attributes = Attributes>(name: string, options?: MetricOptions): Histogram<Labels> {
  return recording('histogram', name, (meter) => meter.createHistogram<Labels>(name, options));
}

interface Adding<Labels> {
  add(value: number, attributes?: Labels, context?: Context): void;
}

interface Recording<Labels> {
  record(value: number, attributes?: Labels, context?: Context): void;
}

function adding<Labels>(kind: string, name: string, create: (meter: Meter) => Adding<Labels>): Adding<Labels> {
  const current = resolveLazily(name, create);
  return {
    add(value, attributes, context) {
      try {
        current().add(value, attributes, context);
      } catch (reason) {
        reportInvalidMeasurement(describe(kind, name), reason);
      }
    },
  };
}

function recording<Labels>(kind: string, name: string, create: (meter: Meter) => Recording<Labels>): Recording<Labels> {
  const current = resolveLazily(name, create);
  return {
    record(value, attributes, context) {
      try {
        current().record(value, attributes, context);
      } catch (reason) {
        reportInvalidMeasurement(describe(kind, name), reason);
      }
    },
  };
}

function describe(kind: string, name: unknown): string {
  return `${kind}(${typeof name === 'string' ? `"${name}"` : 'name, options?'})`;
}

function resolveLazily<Instrument>(name: unknown, create: (meter: Meter) => Instrument): () => Instrument {
  return ofProvider(() => metrics.getMeterProvider(), (provider) => {
    // with and without an SDK alike
    if (typeof name !== 'string') throw new InvalidArgumentError(`name is ${kindOf(name)}, expected a string`);
    return create(provider.getMeter(distroName, distroVersion));
  });
}
