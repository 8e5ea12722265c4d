/** That the exits of a real process stand behind redaction: limits come after it, exporters of every kind behind it, and it counts what it hides. */
import assert from 'node:assert/strict';
import { processRows, type ProcessRow, type ProcessRun } from '../support/process-rows.js';
import { waitUntil } from '../support/wait-until.js';

const options = { app: 'redaction-exits/app.cjs' };
const hidden = 'redis://[REDACTED]@cache:6379';

function workOf({ receiver }: ProcessRun) {
  const [span] = receiver.spansNamed('work');
  const [log] = receiver.logs;
  assert.ok(span && log);
  return { span, log };
}

/** What the receiver got, in all its forms, and what stands on stdout and stderr. */
function everythingOf({ receiver, stdout, stderr }: ProcessRun): string {
  const asText = (value: unknown): string => JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  return [asText([receiver.spans, receiver.logs, receiver.metrics]), stdout, stderr].join('\n');
}

const hidesAll = (run: ProcessRun): void => assert.doesNotMatch(everythingOf(run), /canary/);
const lengths = (span: number, log: number) => (run: ProcessRun): void => {
  const work = workOf(run);
  assert.deepEqual(work.span.attributes, { address: hidden.slice(0, span), list: [hidden.slice(0, span)] });
  assert.deepEqual(work.span.events[0]?.attributes, { address: hidden.slice(0, span) });
  assert.deepEqual(work.log.attributes, { address: hidden.slice(0, log) });
  assert.deepEqual([work.log.body, work.span.droppedAttributesCount], [`to ${hidden}`, 0]);
  hidesAll(run);
};

const rows: readonly ProcessRow[] = [
  { title: 'every signal, and what goes out with a request', expect: (run) => {
    const { span, log } = workOf(run);
    assert.deepEqual([span.attributes['address'], log.attributes['address'], log.body], [hidden, hidden, `to ${hidden}`]);
    for (const name of ['work.count', 'work.gauge']) {
      assert.deepEqual(run.receiver.metrics.find((metric) => metric.name === name)?.points.map(({ attributes }) => attributes), [{ address: hidden }], name);
    }
    assert.match(run.stdout, /^passed on: \{"baggage":"tenant=blue"\}$/m);
    hidesAll(run);
  } },
  { title: 'a value that OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT would cut within the secret', env: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '20' }, expect: lengths(20, 20) },
  { title: 'the limits of one signal', env: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '20', OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '24', OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '25' }, expect: lengths(24, 25) },
  {
    title: 'console and otlp/stdout exporters',
    env: { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'otlp/stdout', OTEL_METRICS_EXPORTER: 'console' },
    expect: (run) => {
      assert.match(run.stdout, /name: 'work',[^]*\[REDACTED\]/);
      assert.match(run.stdout, /\{"resourceLogs":.*\[REDACTED\]/);
      assert.match(run.stdout, /name: 'work\.count'[^]*\[REDACTED\]/);
      hidesAll(run);
    },
  },
  { title: '/metrics', drive: async (_receiver, { output }) => {
    await waitUntil(() => output.stderr.includes('/metrics on '));
    const text = await (await fetch(/\/metrics on (\S+)/.exec(output.stderr)?.[1] ?? '')).text();
    assert.match(text, /^work_count_total\{address="redis:\/\/\[REDACTED\]@cache:6379".*\} 1/m);
    assert.match(text, /^work_gauge\{address="redis:\/\/\[REDACTED\]@cache:6379"/m);
    assert.match(text, /^otel_distro_redaction_count_total\{rule="url-credentials",surface="metric".*\} \d/m);
    assert.doesNotMatch(text, /canary/);
  } },
  { title: 'otel_distro.redaction.count', drive: async (receiver) => {
    await receiver.waitFor(({ metrics }) => metrics.some(({ name, points }) => name === 'otel_distro.redaction.count' && points.length >= 4));
  }, env: { OTEL_METRIC_EXPORT_INTERVAL: '100', OTEL_METRIC_EXPORT_TIMEOUT: '100' }, expect: ({ receiver }) => {
    const points = receiver.metrics.findLast(({ name }) => name === 'otel_distro.redaction.count')?.points ?? [];
    const counted = points.map(({ attributes }) => `${String(attributes['surface'])} ${String(attributes['rule'])}`).sort();
    assert.deepEqual(counted, ['log url-credentials', 'metric url-credentials', 'propagation url-credentials', 'span url-credentials']);
  } },
  {
    title: 'a setting that cannot be used, and is quoted',
    env: { OTEL_TRACES_SAMPLER: 'redis://app:canary-of-the-app@cache:6379' },
    says: /setting-invalid: OTEL_TRACES_SAMPLER="redis:\/\/\[REDACTED\]@cache:6379"/,
    expect: hidesAll,
  },
  { title: 'OTEL_DISTRO_REDACT_KEYS', env: { OTEL_DISTRO_REDACT_KEYS: 'address' }, expect: (run) => {
    const { span, log } = workOf(run);
    assert.deepEqual([span.attributes['address'], log.attributes['address']], ['[REDACTED]', '[REDACTED]']);
    assert.deepEqual(run.receiver.metrics.find(({ name }) => name === 'work.count')?.points[0]?.attributes, { address: '[REDACTED]' });
  } },
  { title: 'OTEL_DISTRO_REDACTION=off lets all of it leave, and says so once', env: { OTEL_DISTRO_REDACTION: 'Off' }, says: /redaction-off: nothing is hidden\./, expect: (run) => {
    const { span, log } = workOf(run);
    for (const value of [span.attributes['address'], log.attributes['address'], log.body, run.receiver.metrics.find(({ name }) => name === 'work.count')?.points[0]?.attributes['address'], run.stdout]) {
      assert.match(String(value), /canary/);
    }
  } },
  {
    title: 'OTEL_DISTRO_REDACTION=off holds for what the distro says itself',
    env: { OTEL_DISTRO_REDACTION: 'off', OTEL_TRACES_SAMPLER: 'redis://app:canary-of-the-app@cache:6379' },
    says: [/redaction-off/, /setting-invalid: OTEL_TRACES_SAMPLER="redis:\/\/app:canary-of-the-app@/],
  },
  { title: 'OTEL_DISTRO_REDACTION that is not known hides', env: { OTEL_DISTRO_REDACTION: 'none' }, says: /setting-invalid: OTEL_DISTRO_REDACTION="none"/, expect: hidesAll },
];

describe('redaction: the exits of a process', () => {
  processRows(rows.map((row) => ({ ...row, options })));
});
