/** `otel-distro spool` on what a killed process left: it is seen, sent as the distro would have sent it, or removed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { spoolStatus } from '../../src/delivery/spool/inspect-spool.js';
import { findFreePort } from '../support/free-port.js';
import { root } from '../support/node-lines.js';
import { cleanEnvironment, runApp, withReceiver, type RunningApp } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';

interface CommandEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runSpool(commandLine: readonly string[], environment: Readonly<Record<string, string>>): Promise<CommandEnd> {
  const env = { ...cleanEnvironment(), ...environment };
  const child = spawn(process.execPath, ['dist/cli.cjs', 'spool', ...commandLine], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}

describe('otel-distro spool', () => {
  const temporary = mkdtempSync(path.join(tmpdir(), 'spool-command-'));
  let count = 0;
  let nobody = '';
  before(async () => {
    nobody = `http://127.0.0.1:${await findFreePort()}`;
  });
  after(() => rmSync(temporary, { recursive: true }));

  /** An app whose span and log record are in the folder, while no collector listens. */
  const withApp = (folder: string, env: Readonly<Record<string, string>>, use: (app: RunningApp) => Promise<void> = async () => undefined): Promise<unknown> => {
    const environment = { OTEL_DISTRO_SPOOL: 'auto', OTEL_EXPORTER_OTLP_ENDPOINT: nobody, OTEL_METRICS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'none', ...env };
    return runApp({ app: 'endings/app.cjs', args: ['wait'], env: environment }, undefined, async (app) => {
      await waitUntil(() => spoolStatus(folder).items.traces > 0 && spoolStatus(folder).items.logs > 0, 15_000);
      await use(app);
      app.process.kill('SIGKILL');
    });
  };
  const leave = async (): Promise<string> => {
    const folder = path.join(temporary, `spool-${++count}`);
    await withApp(folder, { OTEL_DISTRO_SPOOL_DIR: folder });
    return folder;
  };

  it('shows what a killed process left, keeps it while nobody takes it, and sends it to who does', () =>
    withReceiver(async (receiver) => {
      const folder = await leave();
      const environment = { OTEL_DISTRO_SPOOL_DIR: folder };
      const before = await runSpool(['status'], environment);
      assert.match(before.stdout, /^.*spool-\d+\n {2}waiting: 1 span, 1 log record \(\d.*, the oldest \d+ s old\)\n {2}processes: 0 alive, 1 gone\n$/);
      assert.deepEqual([before.exitCode, before.stderr], [0, '']);

      const vain = await runSpool(['flush', '--timeout', '1'], { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: nobody });
      assert.equal(vain.exitCode, 1);
      assert.match(vain.stdout, /spans to http:\/\/127.*\/v1\/traces: 0 delivered, 1 still there: nothing listens there \(ECONNREFUSED\)\n.*log records .*1 still there/);

      const sent = await runSpool(['flush'], { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
      assert.deepEqual([sent.exitCode, sent.stderr], [0, '']);
      assert.match(sent.stdout, /spans to .*: 1 delivered\n {2}log records to .*: 1 delivered\n$/);
      assert.deepEqual(receiver.spans.map(({ name }) => name), ['last work']);
      assert.deepEqual(receiver.logs.map(({ body }) => body), ['last words']);
      for (const { headers } of receiver.requests) assert.deepEqual([headers['api-key'], headers['content-encoding']], ['abc', 'gzip']);

      assert.deepEqual(await runSpool(['status'], environment), { exitCode: 0, stdout: `nothing waits in ${folder}\n`, stderr: '' });
      assert.deepEqual(await runSpool(['flush'], environment), { exitCode: 0, stdout: `nothing is left in ${folder}\n`, stderr: '' });
    }));

  it('sends to what the configuration file names', () =>
    withReceiver(async (receiver) => {
      const folder = await leave();
      const file = path.join(temporary, 'otel.yaml');
      const processors = (exporter: string) => `{ processors: [{ batch: { exporter: ${exporter} } }] }`;
      const configuration = `file_format: "1.0"\ntracer_provider: ${processors(`{ otlp_grpc: { endpoint: "${receiver.grpcUrl}" } }`)}\nlogger_provider: ${processors(`{ otlp_http: { endpoint: "${receiver.url}/v1/logs", encoding: json } }`)}\n`;
      writeFileSync(file, configuration);
      const sent = await runSpool(['flush', '--dir', folder], { OTEL_CONFIG_FILE: file });
      assert.deepEqual([sent.exitCode, sent.stderr], [0, ''], sent.stdout);
      assert.deepEqual(receiver.requests.map(({ signal, protocol }) => [signal, protocol]).sort(), [['logs', 'http/json'], ['traces', 'grpc']]);
      assert.deepEqual([receiver.spans.length, receiver.logs.length], [1, 1]);
    }));

  it('removes what a killed process left, and says how much', async () => {
    const folder = await leave();
    const cleared = await runSpool(['clear', '--dir', folder], {});
    assert.match(cleared.stdout, /removed: 2 spans, metric points and log records \(2 requests, \d.*\)\n$/);
    assert.deepEqual([cleared.exitCode, cleared.stderr], [0, '']);
    assert.equal(spoolStatus(folder).entries, 0);
    assert.equal((await runSpool(['clear', '--dir', folder], {})).stdout, `nothing is left in ${folder}\n`);
  });

  it('leaves alone what a living process has, in the folder of its service', async () => {
    const folder = path.join(temporary, `otel-distro-${process.getuid?.() ?? 'user'}`, 'service-caf%C3%A9');
    await withApp(folder, { TMPDIR: temporary, OTEL_SERVICE_NAME: 'café' }, async () => {
      const [status, cleared, flushed] = await Promise.all([['status', '--json'], ['clear'], ['flush']].map((commandLine) => runSpool(commandLine, { TMPDIR: temporary, OTEL_SERVICE_NAME: 'café' })));
      const [spool, ...others] = JSON.parse(status?.stdout ?? '');
      assert.deepEqual([spool.folder, spool.owners, spool.items, spool.problem, others], [folder, { alive: 1, dead: 0 }, { traces: 1, metrics: 0, logs: 1 }, null, []]);
      assert.ok(Date.now() - Date.parse(spool.oldestAt) < 60_000);
      for (const end of [cleared, flushed]) assert.deepEqual([end?.exitCode, end?.stdout], [0, `nothing is left in ${folder}\n`]);
    });
    assert.match((await runSpool(['clear'], { TMPDIR: temporary })).stdout, /removed: 2 /);
  });

  it('a folder that no process has made yet is empty, and said not to exist', async () => {
    const folder = path.join(temporary, 'not-yet');
    const [status, flushed, anywhere] = await Promise.all([runSpool(['status'], { OTEL_DISTRO_SPOOL_DIR: folder }), runSpool(['flush'], { OTEL_DISTRO_SPOOL_DIR: folder }), runSpool(['status'], { TMPDIR: folder })]);
    assert.deepEqual(status, { exitCode: 0, stdout: `nothing waits in ${folder}, which does not exist\n`, stderr: '' });
    assert.deepEqual(flushed, { exitCode: 0, stdout: `nothing is left in ${folder}, which does not exist\n`, stderr: '' });
    assert.deepEqual([anywhere.exitCode, /which does not exist/.test(anywhere.stdout)], [0, true]);
  });

  it('says what is wrong, what is allowed, and that nothing was done', async () => {
    const folder = await leave();
    const file = path.join(temporary, 'file');
    writeFileSync(file, '');
    const rows: readonly (readonly [commandLine: readonly string[], environment: Readonly<Record<string, string>>, exitCode: number, message: RegExp])[] = [
      [['flush', '--timeout', 'soon', '--dir', folder], {}, 2, /^otel-distro: --timeout soon: a time limit is a number of seconds from 1 to 86400\nTry: /],
      [['empty'], {}, 2, /^otel-distro: spool has no command empty: status, flush, clear\nTry: /],
      [['flush', '--dir', folder], { OTEL_SDK_DISABLED: 'true' }, 1, /^otel-distro: OTEL_SDK_DISABLED, .* nothing is sent/],
      [['flush', '--dir', folder], { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1', OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file.pem' }, 1, /no\/such\/file\.pem.*; nothing was sent$/m],
      [['flush', '--dir', folder], { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }, 1, /^$/],
      [['status', '--dir', `${folder}x`], {}, 2, /^otel-distro: --dir: there is no folder .*; did you mean .*spool-\d+\?\nTry: /],
      [['flush', '--dir', `${folder}x`], {}, 2, /^otel-distro: --dir: there is no folder /],
      [['clear', '--dir', `${folder}x`], {}, 2, /^otel-distro: --dir: there is no folder /],
      [['status', '--dir', file], {}, 1, /^otel-distro: .*\/file cannot be looked into \(ENOTDIR\)\.$/m],
      [['clear', '--dir', file], {}, 1, /^otel-distro: .*\/file cannot be looked into \(ENOTDIR\)\.$/m],
    ];
    for (const [commandLine, environment, exitCode, message] of rows) {
      const end = await runSpool(commandLine, environment);
      assert.deepEqual([end.exitCode, commandLine], [exitCode, commandLine], end.stderr);
      assert.match(end.stderr, message);
    }
    assert.deepEqual(spoolStatus(folder).items, { traces: 1, metrics: 0, logs: 1 });
  });
});
