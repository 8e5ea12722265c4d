/** Takes the name out of the id of a flow where the name was redacted: the id of a flow is made of its name. */
import type { Attributes } from '@opentelemetry/api';

const nameKey = 'flow.name';
const idKey = 'flow.id';
const idOfFlow = /-([\da-f]{8})$/;

/** @param after the attributes as they leave; the same object where nothing was hidden */
export function withoutNameInFlowId(before: Attributes, after: Attributes): Attributes {
  if (after === before || after[nameKey] === before[nameKey]) return after;
  const id = after[idKey];
  const digits = typeof id === 'string' ? idOfFlow.exec(id)?.[1] : undefined;
  return digits === undefined ? after : { ...after, [idKey]: `flow-${digits}` };
}
