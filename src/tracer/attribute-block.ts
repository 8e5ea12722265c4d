/** Attributes that many records have in common: what the redaction says of them and how they are encoded is found out once. */
import type { Attributes } from '@opentelemetry/api';

export interface AttributeBlockOptions {
  /** Whether its bytes are worth keeping: not where only a few records have them. @default true */
  readonly isKept?: boolean;
}

/** Blocks of one record have no key in common. */
export class AttributeBlock {
  readonly attributes: Readonly<Attributes>;
  readonly count: number;
  /** The redactor that has nothing to hide in them; for the redaction alone. */
  cleanFor: object | undefined = undefined;
  /** As KeyValue fields, by the tag of the field, where they are kept; for the encoder alone. */
  readonly encoded: Record<number, Uint8Array> | undefined;

  /** @param attributes of valid values, none of them `undefined`; they are never changed again */
  constructor(attributes: Readonly<Attributes>, { isKept = true }: AttributeBlockOptions = {}) {
    this.attributes = attributes;
    this.count = Object.keys(attributes).length;
    this.encoded = isKept ? {} : undefined;
  }
}

/** Those of a record that has `attributes` as well, which win. */
export function withBlocks(blocks: readonly AttributeBlock[], attributes: Attributes): Attributes {
  return Object.assign({}, ...blocks.map((block) => block.attributes), attributes) as Attributes;
}
