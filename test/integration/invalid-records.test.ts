/** Records that cannot be encoded cost only themselves, while the app runs and in its last moment, where no request is huge either. */
import assert from 'node:assert/strict';
import { runApp, withReceiver } from '../support/run-app.js';

describe('records that cannot be encoded', () => {
  for (const ending of ['process.exit', 'drain']) {
    for (const protocol of ['http/protobuf', 'http/json', 'grpc']) {
      it(`${ending}, ${protocol}`, () =>
        withReceiver(async (receiver) => {
          const endpoint = protocol === 'grpc' ? receiver.grpcUrl : receiver.url;
          const env = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
          const end = await runApp({ app: 'endings/invalid-records.cjs', args: [ending], env }, receiver);
          assert.equal(end.exitCode, 0, end.stderr);
          assert.equal(receiver.spans.length, 1199, end.stderr);
          assert.deepEqual([...new Set(receiver.spans.map(({ name }) => name))], ['work']);
          assert.equal(receiver.requests.filter(({ signal }) => signal === 'traces').length, 3);
          assert.match(end.stderr, /record-invalid: the span "bad link" of the instrumentation scope "invalid" cannot be encoded \(/);
          assert.match(end.stderr, /record-invalid: the span \(no name\) /);
          assert.doesNotMatch(end.stderr, /export-failed/);
          if (ending === 'process.exit') return;
          assert.match(end.stderr, /record-invalid: the metric \(no name\) /);
          assert.ok(receiver.metrics.some(({ name }) => name === 'orders'));
        }));
    }
  }
});
