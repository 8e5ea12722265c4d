/** The id and the name of a flow in baggage, by which it goes on in another process. */
import { propagation, type Context } from '@opentelemetry/api';

const idKey = 'flow.id';
const nameKey = 'flow.name';

export interface CarriedFlow {
  readonly id: string;
  readonly name: string;
}

/** As this distro makes them; nothing else is taken. */
const ownId = /^[a-z\d-]{1,40}-[\da-f]{8}$/;
const ownName = /^[^\p{Cc}]{1,128}$/u;

export function putFlowIntoBaggage(context: Context, { id, name }: CarriedFlow): Context {
  const baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  return propagation.setBaggage(context, baggage.setEntry(idKey, { value: id }).setEntry(nameKey, { value: name }));
}

/** Undefined where there is none that can be taken. */
export function readFlowOfBaggage(context: Context): CarriedFlow | undefined {
  const baggage = propagation.getBaggage(context);
  const id = baggage?.getEntry(idKey)?.value;
  const name = baggage?.getEntry(nameKey)?.value;
  return id !== undefined && name !== undefined && ownId.test(id) && ownName.test(name) ? { id, name } : undefined;
}

export function removeFlowFromBaggage(context: Context): Context {
  const baggage = propagation.getBaggage(context);
  if (baggage?.getEntry(idKey) === undefined && baggage?.getEntry(nameKey) === undefined) return context;
  return propagation.setBaggage(context, baggage.removeEntries(idKey, nameKey));
}
