/** What `readSettings` and `describeSettings` promise about any environment. */
import assert from 'node:assert/strict';
import { describeSettings, readSettings } from '../../../src/settings/read-settings.js';
import { settingRows } from '../../../src/settings/table.js';

function isDeeplyFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
}

describe('readSettings', () => {
  it('gives typed values without casts', () => {
    const { values } = readSettings({ OTEL_TRACES_SAMPLER: 'always_off', OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '7' });
    const sampler: 'always_on' | 'always_off' | 'traceidratio' | 'parentbased_always_on' | 'parentbased_always_off' | 'parentbased_traceidratio' =
      values.traces.sampler;
    const timeoutMs: number = values.otlpLogs.timeoutMs;
    const serviceName: string | undefined = values.resource.serviceName;
    assert.deepEqual([sampler, timeoutMs, serviceName], ['always_off', 7, undefined]);
  });

  it('freezes everything that it returns', () => {
    const environment = { OTEL_RESOURCE_ATTRIBUTES: 'a=1', OTEL_TRACES_EXPORTER: 'console', OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http":{"a":[1]}}' };
    assert.ok(isDeeplyFrozen(readSettings(environment)));
    assert.ok(isDeeplyFrozen(readSettings({})));
  });

  it('leaves the environment alone and gives the same again', () => {
    const environment = Object.freeze({ OTEL_TRACES_SAMPLER: 'sometimes', OTEL_PROPAGATORS: 'b3' });
    assert.deepEqual(readSettings(environment), readSettings(environment));
  });

  it('names variable, value, what is allowed and what is used', () => {
    assert.deepEqual(readSettings({ OTEL_LOG_LEVEL: 'Loud' }).problems, [
      {
        code: 'setting-invalid',
        variable: 'OTEL_LOG_LEVEL',
        detail:
          'OTEL_LOG_LEVEL="Loud" is not known; allowed: none, error, warn, info, debug, verbose, all (fatal = none, warning = warn, trace = all); using the default, info.',
      },
    ]);
  });

  it('names the variable whose value is used instead', () => {
    const { problems, values } = readSettings({ OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '-1', OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
    assert.equal(values.otlpTraces.timeoutMs, 500);
    assert.match(problems[0]?.detail ?? '', /using 500 of OTEL_EXPORTER_OTLP_TIMEOUT\.$/);
  });

  it('names the default when a value does not fit the other settings', () => {
    const [problem] = readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }).problems;
    assert.match(problem?.detail ?? '', /needs http:\/\/ or https:\/\/ for OTLP over HTTP; .*; using the default, `http:\/\/localhost:4318`/);
  });

  it('asks "did you mean" for an unknown OTEL_DISTRO_ variable', () => {
    const { problems } = readSettings({ OTEL_DISTRO_SHUTDOWN_TIMEOUTS: '1', OTEL_DISTRO_SHUTDWN_TIMEOUT: '1', OTEL_DISTRO_XYZ: '1', OTEL_OTHER: '1' });
    assert.deepEqual(problems.map(({ code, detail }) => [code, detail]), [
      ['setting-unknown', 'OTEL_DISTRO_SHUTDOWN_TIMEOUTS is not known; did you mean OTEL_DISTRO_SHUTDOWN_TIMEOUT?'],
      ['setting-unknown', 'OTEL_DISTRO_SHUTDWN_TIMEOUT is not known; did you mean OTEL_DISTRO_SHUTDOWN_TIMEOUT?'],
      ['setting-unknown', 'OTEL_DISTRO_XYZ is not known.'],
    ]);
  });

  it('leaves user information and query out of the URLs that it shows', () => {
    for (const endpoint of ['http://me:canary@host:port/', 'http://me:can#canary@host:4318/?key=canary', 'canary@host', 'nope://host?canary']) {
      const { problems } = readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
      assert.equal(problems.length, 1, endpoint);
      assert.doesNotMatch(problems[0]?.detail ?? '', /canary/);
    }
  });

  it('shortens a long value', () => {
    const [problem] = readSettings({ OTEL_TRACES_SAMPLER: 'x'.repeat(10_000) }).problems;
    assert.ok((problem?.detail.length ?? Infinity) < 500);
  });

  it('reads the options of the instrumentations from a file as well', () => {
    const environment = { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '/etc/options.json' };
    const { values, problems } = readSettings(environment, (path) => {
      assert.equal(path, '/etc/options.json');
      return '{"http": {"ignore": []}}';
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(values.instrumentations.options, { http: { ignore: [] } });
  });

  it('keeps the good options beside bad ones, and quotes nothing of a broken JSON text', () => {
    const { values, problems } = readSettings({ OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http": {"a": 1}, "pg": 7}' });
    assert.deepEqual(values.instrumentations.options, { http: { a: 1 } });
    assert.match(problems[0]?.detail ?? '', /options for "pg"/);
    for (const text of ['{"http": "canary', '{"http": canary}']) {
      const [broken] = readSettings({ OTEL_DISTRO_INSTRUMENTATION_OPTIONS: text }).problems;
      assert.match(broken?.detail ?? '', /is not valid JSON/);
      assert.doesNotMatch(broken?.detail ?? '', /canary/);
    }
  });

  it('takes well under a millisecond', () => {
    for (let i = 0; i < 50; i++) readSettings({});
    const durationsMs = Array.from({ length: 51 }, () => {
      const startedAtMs = performance.now();
      readSettings({ OTEL_SERVICE_NAME: 'shop', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' });
      return performance.now() - startedAtMs;
    }).sort((a, b) => a - b);
    const median = durationsMs[25] ?? Infinity;
    assert.ok(median < 0.5, `${median} ms`);
  });
});

describe('describeSettings', () => {
  it('lists what is set, without secrets', () => {
    assert.deepEqual(
      describeSettings({
        PATH: '/bin',
        OTEL_SERVICE_NAME: ' shop ',
        OTEL_LOG_LEVEL: ' ',
        OTEL_RESOURCE_ATTRIBUTES: 'team=canary,canary',
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=canary',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:canary@collector/?key=canary',
        OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http":{"a":"canary"}}',
        HTTPS_PROXY: 'http://me:canary@proxy:3128',
      }),
      [
        { variable: 'OTEL_SERVICE_NAME', value: 'shop' },
        { variable: 'OTEL_RESOURCE_ATTRIBUTES', value: 'team=…,…' },
        { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'https://…@collector/' },
        { variable: 'OTEL_EXPORTER_OTLP_HEADERS', value: '(not shown)' },
        { variable: 'HTTPS_PROXY', value: '(not shown)' },
        { variable: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS', value: '{…}' },
      ],
    );
  });

  it('knows the variables of every row', () => {
    const environment = Object.fromEntries(settingRows.map(({ setting }) => [setting.env[0], 'x']));
    assert.equal(describeSettings(environment).length, settingRows.length);
  });
});
