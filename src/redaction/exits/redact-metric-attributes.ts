/** Attributes of measurements: looked at before they are recorded, and only once where the same ones come again. */
import type { Attributes } from '@opentelemetry/api';
import { redactionCallbacks } from '../add-redaction.js';
import type { Redactor } from '../redactor.js';
import { guard } from './guard.js';

/** Steps that are remembered in all; the SDK itself keeps 2000 series of an instrument. */
const maxSteps = 20_000;
/** Longer values are looked at each time. */
const maxValueLength = 128;

/** Harmless attributes in their order, as a way through a tree: key, value, key, value. */
class Step {
  readonly next = new Map<unknown, Step>();
  isEnd = false;
}

/** Gives the same object when nothing in it is hidden, and nothing of what cannot be read. */
export function createMetricAttributesRedaction(redactor: Redactor): (attributes: Attributes) => Attributes {
  let start = new Step();
  let stepCount = 0;
  let askedCallbacks = redactionCallbacks;

  const isRemembered = (attributes: Attributes): boolean => {
    let step: Step | undefined = start;
    for (const key in attributes) {
      step = step.next.get(key)?.next.get(attributes[key]);
      if (step === undefined) return false;
    }
    return step.isEnd;
  };

  const walk = (from: Step, part: unknown): Step => {
    let step = from.next.get(part);
    if (step === undefined) {
      from.next.set(part, (step = new Step()));
      stepCount++;
    }
    return step;
  };

  const remember = (attributes: Attributes): void => {
    if (stepCount >= maxSteps || !Object.values(attributes).every(isShort)) return;
    let step = start;
    for (const key in attributes) step = walk(walk(step, key), attributes[key]);
    step.isEnd = true;
  };

  const redact = (attributes: Attributes): Attributes => {
    if (askedCallbacks !== redactionCallbacks) {
      start = new Step();
      stepCount = 0;
      askedCallbacks = redactionCallbacks;
    }
    if (isRemembered(attributes)) return attributes;
    const redacted = redactor.redactAttributes(attributes, 'metric');
    if (redacted === attributes) remember(attributes);
    return redacted;
  };
  return (attributes) => guard('redaction-failed', () => redact(attributes)) ?? {};
}

/** What is in an array or map may change under the same object. */
function isShort(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= maxValueLength : typeof value !== 'object';
}
