/** Writes blocks of attributes, whose bytes are made once. */
import type { Attributes } from '@opentelemetry/api';
import type { AttributeBlock } from '../../tracer/attribute-block.js';
import { writeAttributes } from './attributes.js';
import { ByteWriter } from './byte-writer.js';

const own = new ByteWriter(Buffer.allocUnsafeSlow(1024));

/** @param tag of the field, one byte */
export function writeBlock(writer: ByteWriter, tag: number, { attributes, encoded }: AttributeBlock): void {
  if (encoded === undefined) writeAttributes(writer, tag, attributes);
  else writer.raw((encoded[tag] ??= encode(tag, attributes)));
}

function encode(tag: number, attributes: Readonly<Attributes>): Uint8Array {
  own.length = 0;
  writeAttributes(own, tag, attributes);
  return Uint8Array.prototype.slice.call(own.bytes, 0, own.length);
}
