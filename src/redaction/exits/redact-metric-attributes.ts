/** Attributes of measurements: looked at before they are recorded, and only once where the same ones come again. */
import type { Attributes } from '@opentelemetry/api';
import { redactionCallbacks } from '../add-redaction.js';
import type { Redactor } from '../redactor.js';
import { guard } from './guard.js';

/** Steps that are remembered at once; the SDK itself keeps 2000 series of an instrument. */
const maxSteps = 20_000;
/** Longer keys and values are looked at each time. */
const maxLength = 128;

/** Harmless attributes in their order, as a way through a tree: key, value, key, value. */
class Step {
  readonly next = new Map<unknown, Step>();
  /** What leaves for the attributes that end here. */
  left: Attributes | undefined;
}

/** Gives a copy, as the app may go on with its own; the same one where the same harmless attributes come again. Nothing of what cannot be read. */
export function createMetricAttributesRedaction(redactor: Redactor): (attributes: Attributes) => Attributes {
  let start = new Step();
  let stepCount = 0;
  let askedCallbacks = redactionCallbacks;
  /** What leaves for objects that cannot change. */
  let leftFor = new WeakMap<Attributes, Attributes>();

  const startAnew = (): void => {
    start = new Step();
    stepCount = 0;
  };

  const find = (attributes: Attributes): Attributes | undefined => {
    let step: Step | undefined = start;
    for (const key in attributes) {
      if (!Object.hasOwn(attributes, key)) continue;
      step = step.next.get(key)?.next.get(attributes[key]);
      if (step === undefined) return undefined;
    }
    return step.left;
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
    if (!Object.entries(attributes).flat().every(isShort)) return;
    // costs less than never learning again: a flood of values passes
    if (stepCount >= maxSteps) startAnew();
    let step = start;
    for (const key in attributes) step = walk(walk(step, key), attributes[key]);
    step.left = Object.freeze(attributes);
  };

  const look = (attributes: Attributes): Attributes => {
    const own: Attributes = { ...attributes };
    for (const key in own) own[key] = redactor.ownCopy(own[key], 'metric') as Attributes[string];
    const redacted = redactor.redactAttributes(own, 'metric');
    if (redacted === own) remember(own);
    return redacted;
  };

  const redact = (attributes: Attributes): Attributes => {
    const left = find(attributes) ?? look(attributes);
    // what is hidden is counted each time, and comes as an object that is not frozen
    if (cannotChange(attributes) && Object.isFrozen(left)) leftFor.set(attributes, left);
    return left;
  };

  return (attributes) => {
    if (askedCallbacks !== redactionCallbacks) {
      startAnew();
      leftFor = new WeakMap();
      askedCallbacks = redactionCallbacks;
    }
    return leftFor.get(attributes) ?? guard('redaction-failed', () => redact(attributes)) ?? {};
  };
}

/** A frozen object may still have getters. Of lists, which may change as well, nothing frozen is left. */
function cannotChange(attributes: Attributes): boolean {
  return Object.isFrozen(attributes) && Object.values(Object.getOwnPropertyDescriptors(attributes)).every(({ get }) => get === undefined);
}

/** What is in an array or map may change under the same object. */
function isShort(part: unknown): boolean {
  return typeof part === 'string' ? part.length <= maxLength : typeof part !== 'object';
}
