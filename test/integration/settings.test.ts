/** Variables of all signals: resource, log level, propagation, sampling, limits, batches; the rows that upstream fails are those of the specification. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { settingRows, type SettingRow, type SettingRun } from '../support/setting-rows.js';

const work = (receiver: Receiver) => {
  const [span] = receiver.spansNamed('work');
  assert.ok(span, 'no span "work"');
  return span;
};
const logRecord = (receiver: Receiver) => {
  const record = receiver.logs.find(({ body }) => body === 'working');
  assert.ok(record, 'no log record "working"');
  return record;
};
const resourceHas = (attributes: Readonly<Record<string, unknown>>) => ({ receiver }: SettingRun) => {
  const { resource } = work(receiver);
  assert.deepEqual({ ...resource, ...attributes }, resource);
};
const counts = (spans: number, logs: number) => ({ receiver }: SettingRun) =>
  assert.deepEqual({ spans: receiver.spans.length, logs: receiver.logs.length }, { spans, logs });
const allSpans = 6;
const sendsAll = counts(allSpans, 1);

const incomingTrace = '0af7651916cd43dd8448eb211c80319c';
/** Which of the incoming trace contexts was passed on, and in which headers. */
const passesOn = (...headers: string[]) => ({ stdout }: SettingRun) => {
  const carrier: Record<string, string> = JSON.parse(/^passed on: (.*)$/m.exec(stdout)?.[1] ?? '{}');
  assert.deepEqual(Object.keys(carrier).map((name) => name.toLowerCase()).sort(), headers.toSorted());
};
const requestCarries = (stdout: string, name: string): boolean => /^headers: .*$/m.exec(stdout)?.[0].includes(`"${name}":`) === true;

describe('OTEL_SDK_DISABLED', () => {
  settingRows([
    {
      title: 'sends nothing, records nothing, opens no port, and passes trace context on',
      env: { OTEL_SDK_DISABLED: 'True', OTEL_METRICS_EXPORTER: 'otlp,prometheus' },
      expect(run) {
        assert.equal(run.receiver.requests.length, 0);
        passesOn('traceparent', 'baggage')(run);
        assert.match(run.stdout, new RegExp(`passed on: .*${incomingTrace}`));
        assert.equal(requestCarries(run.stdout, 'traceparent'), false, 'nothing is instrumented');
        assert.equal(run.exitCode, 0);
      },
    },
    { title: '"1" is no boolean', env: { OTEL_SDK_DISABLED: '1' }, says: /warn setting-invalid: OTEL_SDK_DISABLED="1" is not a boolean; allowed: true or false; using the default, false\./, expect: sendsAll },
    { title: 'blank is not set', env: { OTEL_SDK_DISABLED: ' ' }, expect: sendsAll },
  ]);

  it('with a fixed port of /metrics', async () => {
    const port = await findFreePort();
    // the row polls for what should not be: the app has long reached its end of work
    const drive = async (): Promise<void> => void (await assert.rejects(fetch(`http://127.0.0.1:${port}/metrics`)));
    const row: SettingRow = { title: '', env: { OTEL_SDK_DISABLED: 'true', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: String(port) }, drive };
    void row;
  });
});
