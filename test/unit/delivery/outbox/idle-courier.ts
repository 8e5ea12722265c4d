/** Child of courier-thread.test.ts: hands something over to a collector that never answers, and has nothing else to do. */
import { CourierThread } from '../../../../src/delivery/outbox/courier-thread.js';
import { chunk } from '../courier/chunk.js';

const [file = '', endpoint = '', where = ''] = process.argv.slice(2);
if (where === 'on the app thread') {
  process.cwd = () => {
    throw new Error('removed');
  };
}
const courier = new CourierThread({ file, proxies: {}, spool: undefined, maxMemoryBytes: 1 << 20 });
courier.addLane({ signal: 'traces', exporter: { otlp_http: { endpoint } }, scheduledDelayMs: 0, maxBatchItems: 512 }, () => undefined);
courier.postChunk(chunk(0, 'left over'));
process.once('message', () => process.disconnect());
