/** Stands in front of the propagator: what goes out with a request carries no secret; what comes in is not touched. */
import { propagation, trace, type Baggage, type Context, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from '@opentelemetry/api';
import { currentRedactor, type Redactor } from '../redactor.js';
import { guard } from './guard.js';
import { createTraceStateRedaction } from './redact-trace-state.js';

/** An entry of baggage or trace state that would have to be changed is left out: who receives it could not use it. */
export class RedactingPropagator implements TextMapPropagator {
  readonly #next: TextMapPropagator;
  readonly #redactor: Redactor;
  readonly #redactTraceState;

  constructor(next: TextMapPropagator, redactor: Redactor = currentRedactor()) {
    this.#next = next;
    this.#redactor = redactor;
    this.#redactTraceState = createTraceStateRedaction(redactor, 'propagation');
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const redacted = guard('redaction-failed', () => this.#redactTrace(this.#redactBaggage(context)));
    if (redacted !== undefined) this.#next.inject(redacted, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.#next.extract(context, carrier, getter);
  }

  fields(): string[] {
    return this.#next.fields();
  }

  #redactBaggage(context: Context): Context {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined) return context;
    const secret = this.#secretKeys(baggage);
    return secret.length === 0 ? context : propagation.setBaggage(context, baggage.removeEntries(...secret));
  }

  #secretKeys(baggage: Baggage): string[] {
    const secret = baggage.getAllEntries().filter(([key, { value, metadata }]) => {
      const entry = { [key]: value };
      if (this.#redactor.redactAttributes(entry, 'propagation') !== entry) return true;
      const text = metadata?.toString() ?? '';
      return this.#redactor.redactText(text, 'propagation') !== text;
    });
    const keys = secret.map(([key]) => key);
    // the id of a flow is made of its name
    return keys.includes('flow.name') ? [...keys, 'flow.id'] : keys;
  }

  #redactTrace(context: Context): Context {
    const spanContext = trace.getSpanContext(context);
    if (spanContext === undefined) return context;
    const redacted = this.#redactTraceState(spanContext);
    return redacted === spanContext ? context : trace.setSpanContext(context, redacted);
  }
}
