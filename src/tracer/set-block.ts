/** Puts a block of attributes on any span. */
import type { Span } from '@opentelemetry/api';
import type { AttributeBlock } from './attribute-block.js';
import { OwnSpan } from './own-span.js';

/** As a block where the span takes it, else attribute by attribute. */
export function setBlock(span: Span, block: AttributeBlock): void {
  if (!(span instanceof OwnSpan && span.addBlock(block))) span.setAttributes(block.attributes);
}
