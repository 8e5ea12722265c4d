/** Chunks as an outbox hands them over. */
import type { Chunk } from '../../../../src/delivery/courier/messages.js';
import { ByteWriter } from '../../../../src/otlp/encode/byte-writer.js';
import { writeSpan } from '../../../../src/otlp/encode/encode-span.js';
import { encodeResource, encodeScope } from '../../../../src/otlp/encode/framing.js';
import { resource, span } from '../../otlp/encode/against-upstream.js';

/** One scope, a span of each name. */
export function chunk(lane: number, ...names: readonly string[]): Chunk {
  const writer = new ByteWriter(Buffer.allocUnsafeSlow(4096));
  for (const name of names) writeSpan(writer, span({ name }));
  const { buffer } = writer.bytes;
  if (!(buffer instanceof ArrayBuffer)) throw new Error('a buffer of its own is expected');
  const scopes = [{ bytes: encodeScope({ name: 'test' }), schemaUrl: undefined }];
  return { lane, buffer, itemCount: names.length, runs: [0, writer.length], scopes, resource: { bytes: encodeResource(resource), schemaUrl: undefined } };
}
