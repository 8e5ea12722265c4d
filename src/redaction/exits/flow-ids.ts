/** Takes the name out of the id of a flow where the name was redacted: the id of a flow is made of its name. */
import type { Attributes } from '@opentelemetry/api';

const flows = [['flow.name', 'flow.id'], ['flow.parent_name', 'flow.parent_id']] as const;
const idOfFlow = /-([\da-f]{8})$/;

/** @param after the attributes as they leave; the same object where nothing was hidden */
export function withoutNameInFlowId(before: Attributes, after: Attributes): Attributes {
  if (after === before) return after;
  return flows.reduce((attributes, [nameKey, idKey]) => {
    if (attributes[nameKey] === before[nameKey]) return attributes;
    const id = attributes[idKey];
    const digits = typeof id === 'string' ? idOfFlow.exec(id)?.[1] : undefined;
    return digits === undefined ? attributes : { ...attributes, [idKey]: `flow-${digits}` };
  }, after);
}
