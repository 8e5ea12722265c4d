/** Names of long numbers that are no card numbers even if their check digit fits, as one in ten does: ids, times, sizes. */
import { lastWordOf, spellOut } from './words.js';

const lastWords = new Set([
  'id', 'ids', 'uid', 'uuid', 'guid', 'sku', 'order', 'invoice', 'shipment', 'tracking', 'trace', 'span', 'request', 'transaction', 'sequence', 'seq', 'offset', 'version',
  'timestamp', 'ts', 'time', 'date', 'epoch', 'at', 'ms', 'us', 'ns', 'millis', 'micros', 'nano', 'nanos', 'duration', 'elapsed', 'latency',
  'size', 'bytes', 'length', 'count', 'hash', 'checksum',
]);

/** The last word says what it is: `orderId`, `created_at`, `duration`. */
export function isNumberName(name: string): boolean {
  const words = spellOut(name);
  return lastWords.has(lastWordOf(words)) && !words.includes('_card_');
}
