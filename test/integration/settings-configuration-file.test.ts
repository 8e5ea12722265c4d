/** OTEL_CONFIG_FILE: the file alone describes the SDK, and all that the variables promise holds for it as well. */
import assert from 'node:assert/strict';
import { processRows, type ProcessRun } from '../support/process-rows.js';
import { logRecordOf, sendsAll, workSpanOf } from '../support/settings-work.js';

const file = (name: string): string => `test/fixtures/settings/${name}.yaml`;

function followsTheFile({ receiver, stdout }: ProcessRun): void {
  assert.equal(workSpanOf(receiver).resource['service.name'], 'from-the-file');
  assert.match(stdout, /^passed on: \{"x-correlation-id":"[^"]+","b3":"[^"]+"\}$/m);
}

describe('settings: OTEL_CONFIG_FILE', () => {
  processRows([
    {
      title: 'metrics of the instrumentations, of Node.js and of the process',
      env: { OTEL_CONFIG_FILE: file('everything') },
      expect(run) {
        followsTheFile(run);
        const names = new Set(run.receiver.metrics.map(({ name }) => name));
        for (const name of ['http.server.request.duration', 'http.client.request.duration', 'nodejs.eventloop.utilization', 'process.memory.usage']) {
          assert.ok(names.has(name), `${name} is missing`);
        }
      },
    },
    {
      title: 'views',
      env: { OTEL_CONFIG_FILE: file('everything') },
      expect({ receiver }) {
        const metric = (name: string) => receiver.metrics.find((candidate) => candidate.name === name)?.points[0];
        assert.deepEqual(metric('work.renamed')?.attributes, { kind: 'test' });
        assert.deepEqual(metric('work.duration')?.bounds, [0.25, 0.5]);
      },
    },
    {
      title: 'redaction applies',
      env: { OTEL_CONFIG_FILE: file('everything') },
      expect({ receiver }) {
        assert.equal(workSpanOf(receiver).attributes['password'], '[REDACTED]');
        assert.equal(logRecordOf(receiver).attributes['password'], '[REDACTED]');
      },
    },
    {
      title: 'resource: what the file states and the detectors that it names',
      env: { OTEL_CONFIG_FILE: file('everything') },
      expect({ receiver }) {
        const { resource } = workSpanOf(receiver);
        assert.deepEqual(['host.name', 'os.type', 'process.pid'].map((name) => name in resource), [true, true, false]);
      },
    },
    {
      title: 'variables in the file, their default, and no other variables',
      env: { OTEL_CONFIG_FILE: file('everything'), OTEL_TRACES_SAMPLER: 'always_off', OTEL_SERVICE_NAME: 'not-this', OTEL_METRICS_EXPORTER: 'none' },
      expect(run) {
        followsTheFile(run);
        assert.deepEqual([...new Set(run.receiver.requests.map(({ signal, protocol }) => `${signal} ${protocol}`))].sort(), ['logs http/json', 'metrics http/protobuf', 'traces http/protobuf']);
      },
    },
    { title: 'the deprecated name', env: { OTEL_EXPERIMENTAL_CONFIG_FILE: file('everything') }, expect: followsTheFile },
    {
      title: '/metrics',
      env: { OTEL_CONFIG_FILE: file('everything') },
      async drive(_receiver, app) {
        const url = /\/metrics on (\S+)/.exec(app.output.stderr)?.[1] ?? '';
        assert.match(await (await fetch(url)).text(), /^work_renamed_total\{.*kind="test".*\} 1/m);
      },
    },
    { title: 'disabled', env: { OTEL_CONFIG_FILE: file('disabled') }, expect: ({ receiver, stdout }) => {
      assert.equal(receiver.requests.length, 0);
      assert.match(stdout, /^passed on: \{"traceparent":"[^"]+"\}$/m);
    } },
    {
      title: 'a signal that the file does not name stays off; log_level, console',
      env: { OTEL_CONFIG_FILE: file('one-signal') },
      expect({ receiver, stdout, stderr }) {
        assert.equal(receiver.requests.length, 0);
        assert.equal(stderr, '');
        assert.match(stdout, /name: 'work'/);
        assert.equal(stdout.includes('canary'), false);
      },
    },
    { title: 'a file that does not exist: the variables are used', env: { OTEL_CONFIG_FILE: file('no-such') }, says: /error config-file-invalid: .*no-such\.yaml/, expect: sendsAll },
    { title: 'a syntax error, with its place', env: { OTEL_CONFIG_FILE: file('broken-syntax') }, says: /error config-file-invalid: .*broken-syntax\.yaml.*line \d/, expect: sendsAll },
    { title: 'a value that the schema refuses, with its place', env: { OTEL_CONFIG_FILE: file('broken-model') }, says: /error config-file-invalid: .*broken-model\.yaml.*schedule_delay/, expect: sendsAll },
    { title: 'a folder', env: { OTEL_CONFIG_FILE: 'test/fixtures' }, says: /error config-file-invalid: .*test\/fixtures.*EISDIR/, expect: sendsAll },
  ]);
});
