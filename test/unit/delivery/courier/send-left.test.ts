/** What dead processes left, sent to a real receiver: nothing is lost that another attempt could deliver. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { LaneOptions } from '../../../../src/delivery/courier/messages.js';
import { sendLeft, type LeftReport } from '../../../../src/delivery/courier/send-left.js';
import { DeliveryError } from '../../../../src/delivery/delivery-error.js';
import { spoolStatus } from '../../../../src/delivery/spool/inspect-spool.js';
import type { SpoolEntry } from '../../../../src/delivery/spool/spool-types.js';
import { startReceiver, type Receiver } from '../../../../src/testing/index.js';
import { field } from '../../otlp/wire.js';
import { createSpoolFolders, entry, segmentFiles } from '../spool/spool-folders.js';
import { names, request } from './played.js';

const empty = { delivered: 0, refused: 0, remaining: 0, reason: undefined };

function spans(...spanNames: readonly string[]): SpoolEntry {
  return entry(0, { body: request(...spanNames), itemCount: spanNames.length });
}

function logRecord(body: string): SpoolEntry {
  return entry(0, { signal: 'logs', body: Uint8Array.from(field(1, field(2, field(2, field(5, field(1, body)))))) });
}

describe('sending what is left', () => {
  const folders = createSpoolFolders();
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => {
    receiver.respondWith();
    receiver.clear();
  });
  after(async () => {
    folders.removeAll();
    await receiver.close();
  });

  const lane = (signal: LaneOptions['signal'], timeout = 10_000): LaneOptions => {
    return { signal, exporter: { otlp_http: { endpoint: `${receiver.url}/v1/${signal}`, timeout } }, scheduledDelayMs: 5000, maxBatchItems: 512 };
  };
  const send = (folder: string, options: { readonly lanes?: readonly LaneOptions[]; readonly timeoutMs?: number; readonly maxAgeMs?: number; readonly onProblem?: (detail: string) => void } = {}): Promise<LeftReport> => {
    const { lanes = [lane('traces'), lane('logs')], timeoutMs = 10_000, maxAgeMs = 86_400_000, onProblem = assert.fail } = options;
    return sendLeft({ lanes, proxies: {}, spool: { folder, maxBytes: 256 << 20, maxAgeMs }, timeoutMs, onProblem });
  };
  const leave = (...entries: readonly SpoolEntry[]): string => {
    const folder = folders.make();
    folders.leave(folder, entries);
    return folder;
  };

  it('delivers each signal to its lane, in order, and leaves nothing', async () => {
    const folder = leave(spans('a', 'b'), logRecord('said'), spans('c'));
    const { signals, tooOldItems } = await send(folder);
    assert.deepEqual([signals.traces, signals.logs, tooOldItems], [{ ...empty, delivered: 3 }, { ...empty, delivered: 1 }, 0]);
    assert.deepEqual(receiver.spans.map(({ name }) => name), ['a', 'b', 'c']);
    assert.deepEqual(receiver.logs.map(({ body }) => body), ['said']);
    assert.deepEqual([spoolStatus(folder).entries, spoolStatus(folder).owners.dead], [0, 0]);
  });

  it('tries again until the collector takes it', async () => {
    const folder = leave(spans('a'), spans('b'));
    receiver.respondWith({ status: 503, headers: { 'retry-after': '0' } }, { times: 1 });
    const { traces } = (await send(folder)).signals;
    assert.deepEqual([traces.delivered, traces.remaining], [2, 0]);
    assert.equal(receiver.requests.length, 2);
  });

  it('keeps what nobody took in time, with the reason, for the next attempt', async () => {
    const folder = leave(spans('a', 'b'));
    receiver.respondWith({ status: 503 });
    const { traces } = (await send(folder, { timeoutMs: 200 })).signals;
    assert.deepEqual([traces.delivered, traces.remaining], [0, 2]);
    assert.match(traces.reason ?? '', /503/);
    receiver.respondWith({ hang: true });
    assert.deepEqual((await send(folder, { timeoutMs: 200 })).signals.traces, { ...empty, remaining: 2 });
    receiver.respondWith();
    assert.equal((await send(folder)).signals.traces.delivered, 2);
  });

  it('a collector that turns away the sender gets it no second time, and it is still there', async () => {
    const folder = leave(spans('a'), spans('b'));
    for (const status of [401, 403, 404]) {
      receiver.respondWith({ status });
      const startedAtMs = performance.now();
      const { traces } = (await send(folder)).signals;
      assert.ok(performance.now() - startedAtMs < 5_000, 'it waited for the time limit');
      assert.deepEqual([traces.refused, traces.remaining], [0, 2], String(status));
      assert.match(traces.reason ?? '', new RegExp(String(status)));
    }
    assert.equal(receiver.requests.length, 3);
  });

  it('gives up only the record that the collector refuses', async () => {
    const folder = leave(spans(...names('good', 5)), spans('poison'), spans('last'));
    receiver.respondWith(({ body }) => (Buffer.from(body).includes('poison') ? { status: 400 } : undefined));
    const { traces } = (await send(folder)).signals;
    assert.deepEqual([traces.delivered, traces.refused, traces.remaining], [6, 1, 0]);
    assert.match(traces.reason ?? '', /400/);
    assert.equal(spoolStatus(folder).entries, 0);
  });

  it('counts what the collector takes only in part', async () => {
    const folder = leave(spans(...names('a', 5)));
    receiver.respondWith({ partialSuccess: { rejected: 2, errorMessage: 'too long' } });
    const { traces } = (await send(folder)).signals;
    assert.deepEqual([traces.delivered, traces.refused, traces.remaining], [3, 2, 0]);
    assert.match(traces.reason ?? '', /too long/);
  });

  it('keeps what no lane is for', async () => {
    const folder = leave(spans('a'), logRecord('said'));
    const { traces, logs } = (await send(folder, { lanes: [lane('traces')] })).signals;
    assert.deepEqual(traces, { ...empty, delivered: 1 });
    assert.deepEqual(logs, { ...empty, remaining: 1, reason: 'no OTLP exporter is set for them' });
    assert.equal(spoolStatus(folder).items.logs, 1);
  });

  it('gives each of two exporters of a signal what it had not delivered, and keeps what a third had', async () => {
    const folder = leave(...[0, 1, 2].map((exporterIndex) => ({ ...spans(`of ${exporterIndex}`), exporterIndex })));
    const others = { ...lane('traces'), exporter: { otlp_http: { endpoint: `${receiver.url}/v1/traces`, headers: [{ name: 'exporter', value: '1' }] } } };
    const { traces } = (await send(folder, { lanes: [lane('traces'), lane('logs'), others] })).signals;
    assert.deepEqual([traces.delivered, traces.remaining, traces.reason], [2, 1, 'no OTLP exporter is set for them']);
    const got = receiver.requests.map(({ headers, body }) => [headers['exporter'], /of \d/.exec(Buffer.from(body).toString('latin1'))?.[0]]).sort();
    assert.deepEqual(got, [[undefined, 'of 0'], ['1', 'of 1']]);
  });

  it('drops and counts what is too old', async () => {
    const folder = leave({ ...spans('a', 'b'), createdAtMs: Date.now() - 10_000 }, spans('c'));
    const problems: string[] = [];
    const { signals, tooOldItems } = await send(folder, { maxAgeMs: 5_000, onProblem: (detail) => problems.push(detail) });
    assert.deepEqual([signals.traces.delivered, tooOldItems], [1, 2]);
    assert.match(problems.join('\n'), /^entries in .* waited longer than 5000 ms and are dropped\.$/);
  });

  it('does not wait for what somebody else removes meanwhile', async () => {
    const folder = leave(spans('a'), spans('b'));
    receiver.respondWith(() => void segmentFiles(folder).forEach((file) => rmSync(file)));
    const { traces } = (await send(folder, { lanes: [{ ...lane('traces'), maxBatchItems: 1 }] })).signals;
    assert.deepEqual([traces.delivered, traces.remaining], [1, 0]);
  });

  it('touches nothing when it cannot work with the settings', async () => {
    const folder = leave(spans('a'));
    await assert.rejects(send(folder, { lanes: [{ ...lane('traces'), exporter: { otlp_http: { endpoint: 'collector' } } }] }), DeliveryError);
    assert.equal(spoolStatus(folder).items.traces, 1);
  });

  it('leaves alone what living processes have', async () => {
    const folder = folders.make();
    folders.open(folder).append(spans('a'));
    assert.equal((await send(folder)).signals.traces.delivered, 0);
    assert.equal(receiver.requests.length, 0);
  });
});
