/** The parts of `otel-distro spool` that need no process of their own; test/integration/spool-command.test.ts has the others. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { UsageError } from '../../../src/cli/cli-context.js';
import { parseSpoolArguments } from '../../../src/cli/spool-arguments.js';
import { findFolder, findFolders } from '../../../src/cli/spool-folders.js';
import { lanesOf } from '../../../src/cli/spool-lanes.js';
import { describeRemoved, describeSent, describeWaiting } from '../../../src/cli/spool-text.js';
import { configurationFromSettings } from '../../../src/settings/configuration.js';
import { readSettings, type Settings } from '../../../src/settings/read-settings.js';
import { createSpoolFolders, entry } from '../delivery/spool/spool-folders.js';

function settingsOf(environment: Readonly<Record<string, string>>): Settings {
  return readSettings(environment).values;
}

describe('parseSpoolArguments', () => {
  it('reads the command and its options', () => {
    const defaults = { folder: undefined, isJson: false, timeoutMs: 30_000 };
    assert.deepEqual(parseSpoolArguments(['status', '--json', '--dir', '/spool']), { ...defaults, action: 'status', folder: '/spool', isJson: true });
    assert.deepEqual(parseSpoolArguments(['flush', '--timeout=5']), { ...defaults, action: 'flush', timeoutMs: 5_000 });
    assert.deepEqual(parseSpoolArguments(['clear']), { ...defaults, action: 'clear' });
    assert.equal(parseSpoolArguments(['--help']), 'help');
    assert.equal(parseSpoolArguments(['flush', '-h']), 'help');
  });

  it('refuses what it does not understand, so that nothing is sent or removed by mistake', () => {
    for (const commandLine of [[], ['empty'], ['clear', '/spool'], ['clear', '--json'], ['flush', '--json'], ['status', '--timeout', '5'], ['clear', '--force'], ['clear', '--dir='], ['flush', '--timeout', '0'], ['flush', '--timeout', '86401'], ['flush', '--timeout', '1s']]) {
      assert.throws(() => parseSpoolArguments(commandLine), UsageError, commandLine.join(' '));
    }
  });
});

describe('the folders of otel-distro spool', () => {
  const { TMPDIR: tmpBefore } = process.env;
  const folders = createSpoolFolders();
  let root = '';
  let tmp = '';
  before(() => {
    tmp = mkdtempSync(path.join(tmpdir(), 'spool-cli-'));
    root = path.join(tmp, `otel-distro-${process.getuid?.() ?? 'user'}`);
    process.env['TMPDIR'] = tmp;
  });
  after(() => {
    if (tmpBefore === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = tmpBefore;
    folders.removeAll();
    rmSync(tmp, { recursive: true });
  });
  const find = (environment: Readonly<Record<string, string>>, given?: string): string | undefined => {
    const settings = settingsOf(environment);
    return findFolder(settings, configurationFromSettings(settings), given);
  };

  it('are those of all services, unless one is named', () => {
    assert.deepEqual(findFolders(settingsOf({}), undefined), []);
    const services = ['service-a', 'service-b'].map((name) => path.join(root, name));
    for (const folder of services) mkdirSync(folder, { recursive: true, mode: 0o700 });
    assert.deepEqual(findFolders(settingsOf({}), undefined), services);
    assert.deepEqual(findFolders(settingsOf({ OTEL_DISTRO_SPOOL: 'off' }), undefined), services);
    assert.deepEqual(findFolders(settingsOf({ OTEL_DISTRO_SPOOL_DIR: '/spool' }), undefined), ['/spool']);
    assert.deepEqual(findFolders(settingsOf({ OTEL_DISTRO_SPOOL_DIR: '/spool' }), 'src'), [path.resolve('src')]);
  });

  it('a spool after --dir may be called like the folder of all services, but for the number of the user', () => {
    const folder = path.join(tmp, 'otel-distro-shop');
    folders.leave(folder, [entry(1)]);
    assert.deepEqual(findFolders(settingsOf({}), folder), [folder]);
  });

  it('a folder after --dir that is no spool is an error that names the one that was meant', () => {
    const rows: readonly (readonly [given: string, message: RegExp])[] = [
      [path.join(root, 'service-aa'), /^--dir: there is no folder .*service-aa; did you mean .*[/\\]service-a\?$/],
      [path.join(root, 'shop'), /^--dir: there is no folder .*shop$/],
      [path.join(tmp, 'no', 'such'), /^--dir: there is no folder .*such$/],
      [root, /^--dir: .* is where the folders of the services are; name one of them: service-a, service-b$/],
    ];
    for (const [given, message] of rows) assert.throws(() => findFolders(settingsOf({}), given), (error) => error instanceof UsageError && message.test(error.message), given);
  });

  it('to send from or to empty: the one that is named, or the only one in which something is left, and never a guess', () => {
    const [a, b] = [path.join(root, 'service-a'), path.join(root, 'service-b')];
    assert.equal(find({}), undefined);
    folders.leave(b, [entry(1)]);
    assert.equal(find({}), b);
    assert.equal(find({ OTEL_SERVICE_NAME: 'a' }), a);
    assert.equal(find({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=a' }), a);
    assert.equal(find({ OTEL_SERVICE_NAME: 'nobody' }), undefined);
    folders.leave(a, [entry(1)]);
    assert.throws(() => find({}), /several services have left something: .*service-a, .*service-b\. Name one .*; nothing was done$/);
    assert.equal(find({ OTEL_SERVICE_NAME: 'b' }), b);
    assert.equal(find({}, a), a);
    assert.equal(find({ OTEL_DISTRO_SPOOL_DIR: '/spool', OTEL_SERVICE_NAME: 'b' }), '/spool');
  });
});

describe('the exporters of otel-distro spool flush', () => {
  it('are those that the distro would start, with their limits', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc',
      OTEL_EXPORTER_OTLP_TIMEOUT: '9000',
      OTEL_BSP_EXPORT_TIMEOUT: '7000',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100',
    };
    const lanes = lanesOf(configurationFromSettings(settingsOf(environment)));
    assert.deepEqual(lanes.map(({ signal }) => signal), ['traces', 'logs', 'metrics']);
    const [traces, logs] = lanes;
    assert.deepEqual([traces?.maxBatchItems, traces?.exporter.otlp_http?.timeout, traces?.exporter.otlp_http?.endpoint], [100, 7_000, 'http://collector:4318/v1/traces']);
    assert.deepEqual(traces?.exporter.otlp_http?.headers, [{ name: 'api-key', value: 'abc' }]);
    assert.ok(logs?.exporter.otlp_grpc);
  });

  it('are none for signals that go elsewhere or nowhere', () => {
    const configuration = configurationFromSettings(settingsOf({ OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'console,otlp/stdout', OTEL_METRICS_EXPORTER: 'prometheus' }));
    assert.deepEqual(lanesOf(configuration), []);
    assert.deepEqual(lanesOf({}), []);
  });
});

describe('the words of otel-distro spool', () => {
  const nothing = { delivered: 0, refused: 0, remaining: 0, reason: undefined };

  it('say what waits, how much and how long', () => {
    const report = { bytes: 1234, entries: 2, items: { traces: 1, metrics: 0, logs: 3 }, oldestAtMs: 1_000, owners: { alive: 1, dead: 2 }, problem: undefined };
    assert.equal(describeWaiting('/spool', report, 1_000 + 150_000), '/spool\n  waiting: 1 span, 3 log records (1.2 kB, the oldest 2 min old)\n  processes: 1 alive, 2 gone');
    const ages = [-5_000, 119_000, 7_199_000, 7_200_000, 3 * 86_400_000].map((ageMs) => /oldest (.*) old/.exec(describeWaiting('', report, 1_000 + ageMs))?.[1]);
    assert.deepEqual(ages, ['0 s', '119 s', '119 min', '2 h', '3 d']);
    const sizes = [999, 1_000, 2_500_000].map((bytes) => /\((.*?),/.exec(describeWaiting('', { ...report, bytes }, 0))?.[1]);
    assert.deepEqual(sizes, ['999 bytes', '1.0 kB', '2.5 MB']);
  });

  it('say what became of what was sent, without what is secret in an address', () => {
    const signals = { traces: { ...nothing, delivered: 2, reason: 'HTTP 503' }, metrics: nothing, logs: { delivered: 1, refused: 2, remaining: 3, reason: 'HTTP 400' } };
    const lane = { signal: 'logs', exporter: { otlp_http: { endpoint: 'http://ada:c0ffee12@collector/v1/logs?key=c0ffee12' } }, scheduledDelayMs: 0, maxBatchItems: 1 } as const;
    assert.equal(
      describeSent('/spool', { signals, tooOldItems: 4 }, [lane]),
      '/spool\n  spans: 2 delivered\n  log records to http://collector/v1/logs: 1 delivered, 2 refused, 3 still there: HTTP 400\n  4 were older than OTEL_DISTRO_SPOOL_MAX_AGE and are dropped',
    );
    const late = { ...signals, logs: nothing, traces: { ...nothing, remaining: 1 } };
    assert.equal(describeSent('/spool', { signals: late, tooOldItems: 0 }, []), '/spool\n  spans: 0 delivered, 1 still there: the time limit was reached');
  });

  it('say what was removed', () => {
    assert.equal(describeRemoved('/spool', { items: 5, entries: 1, bytes: 12 }), '/spool\n  removed: 5 spans, metric points and log records (1 request, 12 bytes)');
  });
});
