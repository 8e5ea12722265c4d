import assert from 'node:assert/strict';
import { nameApps } from '../../../src/cli/app-process.js';
import { createAppEnvironment, replacedEndpoints, usesGrpc } from '../../../src/cli/app-environment.js';
import { UsageError } from '../../../src/cli/cli-context.js';
import { wantsColor } from '../../../src/settings/wants-color.js';
import { parseDevArguments } from '../../../src/cli/dev-arguments.js';

describe('parseDevArguments', () => {
  it('separates options, apps and the arguments of the apps', () => {
    assert.deepEqual(parseDevArguments(['a.js']), { apps: ['a.js'], appArguments: [], nodeOptions: [], port: 4318 });
    assert.deepEqual(parseDevArguments(['a.ts', '-p', '0', '--node-option=--import=tsx', 'b.ts', '--node-option', 'x', '--', '--port', '5', '--', 'c']), {
      apps: ['a.ts', 'b.ts'],
      appArguments: ['--port', '5', '--', 'c'],
      nodeOptions: ['--import=tsx', 'x'],
      port: 0,
    });
    assert.equal(parseDevArguments(['--help']), 'help');
  });

  it('refuses what it does not understand', () => {
    for (const commandLine of [[], ['--', 'a.js'], ['a.js', '--unknown'], ['a.js', '--port'], ['a.js', '--port', '65536'], ['a.js', '--port', '-1'], ['a.js', '--port=']]) {
      assert.throws(() => parseDevArguments(commandLine), UsageError, commandLine.join(' '));
    }
    assert.notEqual(parseDevArguments(['a.js', '--port', '65535']), 'help');
  });
});

describe('the surroundings of an app under dev', () => {
  it('exports quickly to the receiver; values of the user win, but not endpoints', () => {
    const environment = {
      OTEL_BSP_SCHEDULE_DELAY: '1',
      OTEL_BLRP_SCHEDULE_DELAY: ' ',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://elsewhere',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
      HOME: '/home',
      NOTHING: undefined,
    };
    assert.deepEqual(createAppEnvironment({ environment, endpoint: 'http://here', prometheusPort: 9465 }), {
      OTEL_BSP_SCHEDULE_DELAY: '1',
      OTEL_BLRP_SCHEDULE_DELAY: '200',
      OTEL_METRIC_EXPORT_INTERVAL: '5000',
      OTEL_METRIC_EXPORT_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://here',
      OTEL_EXPORTER_PROMETHEUS_PORT: '9465',
      HOME: '/home',
    });
    assert.deepEqual(replacedEndpoints(environment), ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT']);
    assert.deepEqual(
      [{}, { OTEL_EXPORTER_OTLP_PROTOCOL: 'GRPC' }, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }].map(usesGrpc),
      [false, true, false],
    );
  });

  it('names apps by their file, with the folder where that is not enough', () => {
    assert.deepEqual(nameApps(['a/shop.js', 'b/payments.mjs']), ['shop', 'payments']);
    assert.deepEqual(nameApps(['shop/server.js', 'payments/server.js', 'worker.ts']), ['shop/server', 'payments/server', 'worker']);
    assert.deepEqual(nameApps(['a/shop.js', 'b/shop.js', 'a/shop.js', 'a/shop.js']), ['a/shop-1', 'b/shop', 'a/shop-2', 'a/shop-3']);
    assert.match(nameApps(['shop.js', 'a/shop.js'])[0] ?? '', /^[^./]+\/shop$/, 'the working folder has a name too');
  });

  it('has colour on a terminal, unless told otherwise', () => {
    const rows: [Record<string, string>, boolean, boolean][] = [
      [{}, true, true],
      [{}, false, false],
      [{ NO_COLOR: '1' }, true, false],
      [{ NO_COLOR: '' }, true, true],
      [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
      [{ FORCE_COLOR: '0' }, true, false],
      [{ FORCE_COLOR: 'false' }, true, false],
      [{ FORCE_COLOR: '' }, false, false],
    ];
    for (const [environment, isTerminal, expected] of rows) assert.equal(wantsColor(environment, isTerminal), expected, JSON.stringify(environment));
  });
});
