/** Options of a span whose attributes many spans have in common. */
import type { Attributes, Tracer } from '@opentelemetry/api';
import { AttributeBlock } from './attribute-block.js';
import { ownAttributes } from './own-attributes.js';
import { OwnTracer, type OwnSpanOptions } from './own-tracer.js';

/** As a block, where the tracer is ours and knows them. */
export function blockOptions(tracer: Tracer, attributes: Readonly<Attributes>): OwnSpanOptions {
  return tracer instanceof OwnTracer ? { blocks: [new AttributeBlock(ownAttributes(attributes).attributes)] } : { attributes };
}
