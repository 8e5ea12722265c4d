/** Checks and copies the attributes with which a span starts, and those that a record gets later. */
import { diag, type AnyValue, type Attributes } from '@opentelemetry/api';
import { cleanAttributes, maybeAddAttribute } from '@opentelemetry/core';
import type { AttributeBlock } from './attribute-block.js';

export interface MadeAttributes {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** Of the specification; blocks of ours hold far less. */
const usualLimit = 128;
const noLimits = { attributeCountLimit: Infinity, attributeValueLengthLimit: Infinity };

/** Of all that are valid. */
export function ownAttributes(given: Attributes | undefined): MadeAttributes {
  if (typeof given !== 'object') return { attributes: {}, droppedAttributesCount: 0 };
  const attributes: Attributes = {};
  for (const key in given) {
    if (!Object.hasOwn(given, key)) continue;
    const value = given[key];
    if (value === undefined) continue;
    // most are texts and numbers; what has to be looked at more closely is left to upstream
    const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (!isSimple || key === '') return complete(cleanAttributes(given, noLimits));
    attributes[key] = value;
  }
  return { attributes, droppedAttributesCount: 0 };
}

/** @param added by the sampler */
export function withinLimit(made: MadeAttributes, added: Readonly<Attributes> | undefined, limits: { readonly attributeCountLimit: number; readonly attributeValueLengthLimit: number }): MadeAttributes {
  const { attributes, droppedAttributesCount } = made;
  if (added === undefined && limits.attributeValueLengthLimit === Infinity && Object.keys(attributes).length <= limits.attributeCountLimit) return made;
  const cut = complete(cleanAttributes(Object.assign(attributes, added), limits));
  return { attributes: cut.attributes, droppedAttributesCount: droppedAttributesCount + cut.droppedAttributesCount };
}

/** Whether all attributes have room; where they do not, the first are kept. */
export function fit(blocks: readonly AttributeBlock[], attributes: Attributes, countLimit: number): boolean {
  if (countLimit >= usualLimit) return true;
  return blocks.reduce((count, block) => count + block.count, Object.keys(attributes).length) <= countLimit;
}

/** A span or a log record of ours. */
interface Attributed {
  readonly ownAttributes: Attributes;
  attributeCount: number;
  droppedAttributesCount: number;
}

/** `AddAttributeDecision` of upstream. */
const limitReached = 2;
const addedNew = 3;

/** By upstream's rules. */
export function addAttribute(record: Attributed, key: string, value: AnyValue, limits: { readonly attributeCountLimit: number; readonly attributeValueLengthLimit: number }): void {
  const decision: number = maybeAddAttribute({ key, value, attributes: record.ownAttributes, limits, currentAttributesCount: record.attributeCount });
  if (decision === addedNew) record.attributeCount++;
  if (decision === limitReached && record.droppedAttributesCount++ === 0) diag.warn('Dropping extra attributes.');
}

function complete({ attributes = {}, droppedAttributesCount = 0 }: { attributes?: Attributes; droppedAttributesCount?: number }): MadeAttributes {
  return { attributes, droppedAttributesCount };
}
