/** Takes the flow of a caller out of baggage that comes in: from a peer it goes on here, from anybody else it ends. */
import { propagation, type Context, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from '@opentelemetry/api';
import { readFlowOfBaggage, removeFlowFromBaggage } from '../context/flow-baggage.js';
import { getFlowFrame, setFlowFrame } from '../context/flow-frame.js';

/** @param carrier of a message, or the headers of a request */
export type IsFromPeer = (carrier: unknown) => boolean;

export class FlowPropagator implements TextMapPropagator {
  readonly #next: TextMapPropagator;
  readonly #isFromPeer: IsFromPeer;

  /** @param next reads and writes baggage */
  constructor(next: TextMapPropagator, isFromPeer: IsFromPeer) {
    this.#next = next;
    this.#isFromPeer = isFromPeer;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    this.#next.inject(context, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const extracted = this.#next.extract(context, carrier, getter);
    const baggage = propagation.getBaggage(extracted);
    if (baggage === undefined || baggage === propagation.getBaggage(context)) return extracted;
    const carried = readFlowOfBaggage(extracted);
    if (carried === undefined || !this.#isFromPeer(carrier)) return removeFlowFromBaggage(extracted);
    // what runs inside a flow of this process goes on belonging to it
    return getFlowFrame(extracted) === undefined ? setFlowFrame(extracted, { ...carried, step: undefined }) : extracted;
  }

  fields(): string[] {
    return this.#next.fields();
  }
}
