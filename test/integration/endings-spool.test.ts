/** Endings with a collector that takes nothing: all that the process made waits in the spool, and the ending is the app's own. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { spoolStatus } from '../../src/delivery/spool/inspect-spool.js';
import type { Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { runApp, withReceiver, type AppEnd } from '../support/run-app.js';

interface Row {
  readonly ending: string;
  readonly signal?: NodeJS.Signals;
  readonly endsWith: Pick<AppEnd, 'exitCode' | 'signal'>;
  /** Besides "last words". @default 0 */
  readonly crashRecords?: number;
}

const rows: readonly Row[] = [
  { ending: 'drain', endsWith: { exitCode: 0, signal: null } },
  { ending: 'process.exit', endsWith: { exitCode: 3, signal: null } },
  { ending: 'throw', endsWith: { exitCode: 1, signal: null }, crashRecords: 1 },
  { ending: 'reject', endsWith: { exitCode: 1, signal: null }, crashRecords: 1 },
  { ending: 'throw in exit listener', endsWith: { exitCode: 3, signal: null }, crashRecords: 1 },
  { ending: 'wait', signal: 'SIGTERM', endsWith: { exitCode: null, signal: 'SIGTERM' } },
  { ending: 'own signal handler', signal: 'SIGTERM', endsWith: { exitCode: 5, signal: null } },
];

const collectors: Readonly<Record<string, (use: (url: string) => Promise<void>) => Promise<void>>> = {
  refuses: async (use) => use(`http://127.0.0.1:${await findFreePort()}`),
  hangs: (use) =>
    withReceiver((receiver: Receiver) => {
      receiver.respondWith({ hang: true });
      return use(receiver.url);
    }),
};

describe('endings with a spool', () => {
  const temporary = mkdtempSync(path.join(tmpdir(), 'endings-spool-'));
  let folderCount = 0;
  after(() => rmSync(temporary, { recursive: true }));

  const inSpool = (url: string): { readonly folder: string; readonly env: Record<string, string> } => {
    const folder = path.join(temporary, `spool-${++folderCount}`);
    return { folder, env: { OTEL_DISTRO_SPOOL: 'auto', OTEL_DISTRO_SPOOL_DIR: folder, OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_DISTRO_SHUTDOWN_TIMEOUT: '700' } };
  };

  for (const [state, withCollector] of Object.entries(collectors)) {
    for (const selfMetrics of ['false', 'true']) {
      for (const { ending, signal, endsWith, crashRecords = 0 } of rows) {
        it(`a collector that ${state}, ${[ending, signal].filter(Boolean).join(', ')}${selfMetrics === 'true' ? ', with metrics of the SDK' : ''}`, () =>
          withCollector(async (url) => {
            const { folder, env } = inSpool(url);
            const end = await runApp({ app: 'endings/app.cjs', args: [ending], env: { ...env, OTEL_NODE_EXPERIMENTAL_SDK_METRICS: selfMetrics } }, undefined, async (app) => {
              await app.waitForOutput(/ready/);
              if (signal !== undefined) app.process.kill(signal);
            });
            assert.deepEqual({ exitCode: end.exitCode, signal: end.signal }, endsWith, end.stderr);
            const { items } = spoolStatus(folder);
            assert.equal(items.traces, ending === 'own signal handler' ? 2 : 1, end.stderr);
            assert.equal(items.logs, 1 + crashRecords, end.stderr);
            assert.ok(items.metrics > 0, `no metrics; ${end.stderr}`);
          }));
      }
    }
  }

  it('a process without a thread of its own, which ends at once', async () => {
    const { folder, env } = inSpool(`http://127.0.0.1:${await findFreePort()}`);
    const end = await runApp({ app: 'endings/lose-folder-and-exit.cjs', env }, undefined);
    assert.equal(end.exitCode, 3, end.stderr);
    assert.equal(spoolStatus(folder).items.traces, 1);
    assert.match(end.stderr, /1 spans are kept in the spool/);
    assert.doesNotMatch(end.stderr, /shutdown-deadline/);
  });
});
