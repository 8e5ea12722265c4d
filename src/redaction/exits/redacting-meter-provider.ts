/** Stands in front of the MeterProvider, so that attributes are redacted when they are recorded and two series never become one afterwards. */
import type {
  Attributes,
  BatchObservableCallback,
  Context,
  Counter,
  Histogram,
  Meter,
  MeterOptions,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
} from '@opentelemetry/api';
import { currentRedactor, type Redactor } from '../redactor.js';
import { createMetricAttributesRedaction } from './redact-metric-attributes.js';
import { withChanges } from './with-changes.js';

type SdkMeterProvider = MeterProvider & { forceFlush(): Promise<void>; shutdown(): Promise<void> };

/**
 * A View with an attributes processor would do the same, but an instrument that another View matches would then have two streams, and
 * readers would share what is recorded.
 */
export class RedactingMeterProvider implements MeterProvider {
  private readonly next: SdkMeterProvider;
  private readonly redaction: MetricRedaction;
  /** The SDK gives the same meter for the same scope. */
  private readonly meters = new WeakMap<Meter, Meter>();

  constructor(next: SdkMeterProvider, redactor: Redactor = currentRedactor()) {
    this.next = next;
    this.redaction = createMetricRedaction(redactor);
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    const { redactName } = this.redaction;
    const next = this.next.getMeter(redactName(name), redactName(version), options && withChanges(options, { schemaUrl: redactName(options.schemaUrl) }));
    let meter = this.meters.get(next);
    if (meter === undefined) this.meters.set(next, (meter = new RedactingMeter(next, this.redaction)));
    return meter;
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}

interface MetricRedaction {
  redactName<Name>(name: Name): Name;
  redactDescription(description: string | undefined): string | undefined;
  redactAttributes<Given extends Attributes | undefined>(attributes: Given): Given;
  /** The same callback gives the same result, so that it can be taken back. */
  redactObserved(callback: ObservableCallback): ObservableCallback;
  redactBatchObserved(callback: BatchObservableCallback): BatchObservableCallback;
}

function createMetricRedaction(redactor: Redactor): MetricRedaction {
  const redactGiven = createMetricAttributesRedaction(redactor);
  // anything at run time; the SDK knows what to do with what is no object
  const redactAttributes = <Given extends Attributes | undefined>(attributes: Given): Given =>
    typeof attributes === 'object' && attributes !== null ? (redactGiven(attributes) as Given) : attributes;
  return {
    redactName: (name) => redactor.redactName(name, 'metric'),
    redactDescription: (description) => redactor.redactValue(undefined, description, 'metric') as typeof description,
    redactAttributes,
    redactObserved: oncePerCallback((callback) => (result) => callback({ observe: (value, attributes) => result.observe(value, redactAttributes(attributes)) })),
    redactBatchObserved: oncePerCallback(
      (callback) => (result) => callback({ observe: (instrument, value, attributes) => result.observe(instrument, value, redactAttributes(attributes)) }),
    ),
  };
}

/** What is no function is left to the SDK. */
function oncePerCallback<Callback extends (result: never) => unknown>(wrap: (callback: Callback) => Callback): (callback: Callback) => Callback {
  const wrapped = new WeakMap<Callback, Callback>();
  return (callback) => {
    if (typeof callback !== 'function') return callback;
    let known = wrapped.get(callback);
    if (known === undefined) wrapped.set(callback, (known = wrap(callback)));
    return known;
  };
}

class RedactingMeter implements Meter {
  readonly #next: Meter;
  readonly #redaction: MetricRedaction;

  constructor(next: Meter, redaction: MetricRedaction) {
    this.#next = next;
    this.#redaction = redaction;
  }

  createCounter(name: string, options?: MetricOptions): Counter {
    return this.#adding(this.#next.createCounter(...this.#describe(name, options)));
  }

  createUpDownCounter(name: string, options?: MetricOptions): Counter {
    return this.#adding(this.#next.createUpDownCounter(...this.#describe(name, options)));
  }

  createGauge(name: string, options?: MetricOptions): Histogram {
    return this.#recording(this.#next.createGauge(...this.#describe(name, options)));
  }

  createHistogram(name: string, options?: MetricOptions): Histogram {
    return this.#recording(this.#next.createHistogram(...this.#describe(name, options)));
  }

  createObservableCounter(name: string, options?: MetricOptions): Observable {
    return this.#observable(this.#next.createObservableCounter(...this.#describe(name, options)));
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): Observable {
    return this.#observable(this.#next.createObservableUpDownCounter(...this.#describe(name, options)));
  }

  createObservableGauge(name: string, options?: MetricOptions): Observable {
    return this.#observable(this.#next.createObservableGauge(...this.#describe(name, options)));
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#next.addBatchObservableCallback(this.#redaction.redactBatchObserved(callback), observables);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#next.removeBatchObservableCallback(this.#redaction.redactBatchObserved(callback), observables);
  }

  #describe(name: string, options: MetricOptions | undefined): [name: string, options: MetricOptions | undefined] {
    const { redactName, redactDescription } = this.#redaction;
    return [redactName(name), options && withChanges(options, { description: redactDescription(options.description), unit: redactName(options.unit) })];
  }

  #adding(next: Counter): Counter {
    const { redactAttributes } = this.#redaction;
    return { add: (value: number, attributes?: Attributes, context?: Context) => next.add(value, redactAttributes(attributes), context) };
  }

  #recording(next: Histogram): Histogram {
    const { redactAttributes } = this.#redaction;
    return { record: (value: number, attributes?: Attributes, context?: Context) => next.record(value, redactAttributes(attributes), context) };
  }

  /** The SDK knows its instruments by their class, so this one inherits from its own. */
  #observable(next: Observable): Observable {
    const { redactObserved } = this.#redaction;
    const observable: Observable = Object.create(next);
    observable.addCallback = (callback) => next.addCallback(redactObserved(callback));
    observable.removeCallback = (callback) => next.removeCallback(redactObserved(callback));
    return observable;
  }
}
