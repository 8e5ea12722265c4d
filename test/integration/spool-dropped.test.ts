/** What the spool gives up while no collector takes anything: counted and said at that moment, and each record once. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { spoolStatus } from '../../src/delivery/spool/inspect-spool.js';
import { openSpool } from '../../src/delivery/spool/spool.js';
import type { Spool } from '../../src/delivery/spool/spool-types.js';
import { runApp, withReceiver, type RunningApp } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';

const mebibyte = String(1024 * 1024);
const spanCount = 4000;

async function droppedBy(reason: string, { output }: RunningApp, signal = 'traces'): Promise<number> {
  const page = await (await fetch(/\/metrics on (\S+)/.exec(output.stderr)?.[1] ?? '')).text();
  const line = page.split('\n').find((line) => line.startsWith('otel_distro_dropped') && line.includes(`signal="${signal}"`) && line.includes(`reason="${reason}"`));
  return Number(line?.split(' ')[1] ?? 0);
}

describe('what the spool gives up', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'spool-dropped-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const rows = [
    { reason: 'spool-full', env: { OTEL_DISTRO_SPOOL_MAX_BYTES: mebibyte }, says: [/spool-dropped: .* has reached its 1048576 bytes; the oldest entries are dropped\./, /does not take traces: the spool is full, and what has waited longest goes; what is not delivered is lost/] },
    { reason: 'spool-age', env: { OTEL_DISTRO_SPOOL_MAX_AGE: '1500' }, says: [/spool-dropped: entries in .* waited longer than 1500 ms and are dropped\./, /does not take traces: they have waited longer than the spool keeps anything; what is not delivered is lost/] },
  ];
  it('what another process left and this one cannot send is left to others, and counted when it is too old', () =>
    withReceiver(async (receiver) => {
      const environment = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_LOGS_EXPORTER: 'none', OTEL_DISTRO_SPOOL: 'auto', OTEL_DISTRO_SPOOL_DIR: folder };
      const open = (nowMs: number): Spool => openSpool({ folder, maxBytes: 1 << 20, maxAgeMs: 86_400_000, now: () => nowMs, onProblem: ({ detail }) => assert.fail(detail) });
      for (const [signal, ageMs] of [['logs', 0], ['metrics', 7_200_000]] as const) {
        const createdAtMs = Date.now() - ageMs;
        const spool = open(createdAtMs);
        spool.append({ signal, exporterIndex: 0, itemCount: 7, body: Buffer.from('left'), createdAtMs });
        spool.close();
      }
      await runApp({ app: 'delivery/flood.cjs', args: ['1'], env: { ...environment, OTEL_DISTRO_SPOOL_MAX_AGE: '3600000' } }, receiver, async (app) => {
        await app.waitForOutput(/made/);
        await waitUntil(async () => (await droppedBy('spool-age', app, 'metrics')) === 7, 15_000);
        const { metrics, logs } = spoolStatus(folder).items;
        assert.deepEqual([metrics, logs], [0, 7]);
        const other = open(Date.now());
        assert.equal([...other.takeLeft(({ signal }) => signal === 'logs')].length, 1);
        other.close();
        app.process.kill('SIGTERM');
      });
    }));

  for (const { reason, env, says } of rows) {
    it(`${reason}: is counted and said while the collector is down, and the rest arrives`, () =>
      withReceiver(async (receiver) => {
        receiver.respondWith({ status: 503, headers: { 'retry-after': '1' } });
        const environment = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_LOGS_EXPORTER: 'none', OTEL_DISTRO_SPOOL: 'auto', OTEL_DISTRO_SPOOL_DIR: path.join(folder, 'spool'), OTEL_DISTRO_DELIVERY_MEMORY: mebibyte, ...env };
        await runApp({ app: 'delivery/flood.cjs', args: [String(spanCount)], env: environment }, receiver, async (app) => {
          await app.waitForOutput(/made/);
          await waitUntil(async () => (await droppedBy(reason, app)) > 500, 15_000);
          for (const line of says) assert.match(app.output.stderr, line);
          receiver.respondWith();
          await waitUntil(async () => receiver.spans.length + (await droppedBy(reason, app)) === spanCount, 15_000);
          app.process.kill('SIGTERM');
        });
      }));
  }
});
