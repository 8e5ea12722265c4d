/** The time limit that an exporter gets from its own settings and from those of its batch. */
import assert from 'node:assert/strict';
import { limitExporterTime } from '../../../src/sdk/exporting.js';

describe('time limit of an exporter', () => {
  for (const [own, batch, used] of [[100, 200, 100], [200, 100, 100], [0, 100, 100], [100, 0, 100], [0, 0, 0], [undefined, 30_000, 10_000], [null, 5000, 5000]] as const) {
    it(`of its own ${own}, of the batch ${batch}: ${used}`, () => {
      const endpoint = 'http://one.test';
      assert.deepEqual(limitExporterTime({ otlp_http: { endpoint, timeout: own } }, batch), { otlp_http: { endpoint, timeout: used } });
    });
  }

  it('an exporter without settings of its own gets one, and the console none', () => {
    assert.deepEqual(limitExporterTime({ otlp_grpc: null }, 50), { otlp_grpc: { timeout: 50 } });
    assert.deepEqual(limitExporterTime({ console: null }, 50), { console: null });
  });
});
