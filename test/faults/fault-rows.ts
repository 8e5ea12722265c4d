/** The faults of the collector, of its address and of the disk: one row each. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as faulty from '../support/faulty-collector.js';
import { spoolOf } from './life.js';
import { giveName, ownNames, readOnlyDisk, smallDisk, twoIdentities } from './preparations.js';
import { quickScale, type FaultRow, type FaultRun, type Scene } from './run-fault.js';

/** Gives up on an answer soon, so that a row need not wait for it; on a busy machine also on one that was about to come. */
const impatient = { env: { OTEL_EXPORTER_OTLP_TIMEOUT: '500' }, mayDouble: true };
/** It lasts until a second and a third request are due. */
const patient = { scale: { ...quickScale, count: 900, healsAt: 800 }, check: assertPatient };
const answers503 = faulty.answers(503);

export const collectorRows: readonly FaultRow[] = [
  { fault: 'port closed', during: 'down' },
  { fault: 'connections reset', during: faulty.resets },
  { fault: 'no answer', during: faulty.hangs, ...impatient },
  { fault: 'a byte of the answer per second', during: faulty.drips, ...impatient },
  { fault: '429 with Retry-After: 1', during: faulty.answers(429, { 'retry-after': '1' }), ...patient },
  { fault: '503', during: answers503 },
  { fault: '503 with Retry-After: 1', during: faulty.answers(503, { 'retry-after': '1' }), ...patient },
  { fault: '400 whenever a request holds one of the poisoned spans', during: faulty.refusesPoison, neverHeals: true, poisonEvery: 100, check: assertPoisonReported },
  { fault: 'connection cut whenever a request holds one of the poisoned spans', during: faulty.cutsOnPoison, neverHeals: true, poisonEvery: 100, patienceMs: 60_000, check: assertCutReported },
  { fault: '413 above 8 KiB', during: faulty.refusesAbove(8 * 1024), neverHeals: true },
  { fault: 'closed while it reads', during: faulty.closesWhileReading },
  { fault: 'taken, then closed in the middle of the answer', during: faulty.closesWhileAnswering, mayDouble: true },
  { fault: 'answer is not HTTP', during: faulty.speaksNoHttp },
  { fault: 'taken, answer 200 with a body that is no protobuf', during: faulty.answersNoProtobuf, neverHeals: true, mayDouble: true },
  { fault: 'restarted three times', meanwhile: restartThrice, mayDouble: true },
  { fault: 'certificate of somebody else', prepare: twoIdentities, during: faulty.takes, heals: becomeTrusted },
  { fault: 'name does not resolve', prepare: ownNames, during: faulty.takes, heals: ({ prepared }) => giveName(prepared), isUnheard: true },
];

/** The collector refuses, so that what is made has to be kept somewhere. */
const diskRows: readonly FaultRow[] = [
  { fault: 'spool folder is a file', prepare: putFileThere, during: answers503, check: assertOneSpoolLine },
  { fault: 'spool folder on a disk of 32 KiB', prepare: smallDisk, during: answers503, check: assertOneSpoolLine },
  { fault: 'spool folder on a read-only disk', prepare: readOnlyDisk, during: answers503, check: assertOneSpoolLine },
  { fault: 'spool folder removed while running', during: answers503, meanwhile: removeSpool },
  { fault: 'spool off', during: answers503, env: { OTEL_DISTRO_SPOOL: 'off' } },
];

export const faultRows: readonly FaultRow[] = [...collectorRows, ...diskRows];

/** The 20 s of issue 4: it goes on at 500 spans per second before, meanwhile and after. */
const outage = { scale: { count: 12_500, perSecond: 500, breaksAt: 500, healsAt: 10_500 }, patienceMs: 30_000 };
export const outageRows: readonly FaultRow[] = [
  { fault: 'outage of 20 s at 500 spans/s, 503', during: answers503, ...outage },
  { fault: 'outage of 20 s at 500 spans/s, no answer', during: faulty.hangs, ...outage },
  { fault: 'outage of 20 s at 500 spans/s, port closed', during: 'down', ...outage },
];

/** A span of the usual size, so that the spool is as full as it would be: with its log record about 350 bytes. */
const attributes = { 'http.request.method': 'GET', 'http.route': '/shops/:shop/orders/:order', 'http.response.status_code': 200, 'url.path': '/shops/17/orders/1042', 'server.address': 'shop.example.com' };
/** The 10 minutes of issue 4, with the bounds that are the default. */
export const longOutageRow: FaultRow = {
  fault: 'outage of 10 min at 1,000 spans/s, 503',
  during: answers503,
  scale: { count: 640_000, perSecond: 1000, breaksAt: 10_000, healsAt: 610_000, attributes },
  patienceMs: 120_000,
};

async function restartThrice({ collector, life }: Scene): Promise<void> {
  for (const [downAt, upAt] of [[30, 60], [100, 130], [170, 200]] as const) {
    await life.waitFor(() => life.madeCount() >= downAt);
    await collector.goDown();
    await life.waitFor(() => life.madeCount() >= upAt);
    await collector.comeBack();
  }
}

async function becomeTrusted({ collector, prepared }: Scene): Promise<void> {
  await collector.goDown();
  await collector.comeBack(prepared.healedIdentity);
}

function putFileThere(folder: string): object {
  writeFileSync(spoolOf(folder), '');
  return {};
}

async function removeSpool({ collector, folder, life }: Scene): Promise<void> {
  await life.waitFor(() => collector.requests.length > 0 && life.madeCount() >= 100);
  rmSync(spoolOf(folder), { recursive: true, force: true });
}

/** Who was told to come back in a second does not come before. */
function assertPatient({ collector, healedAtMs }: FaultRun): void {
  for (const path of ['/v1/traces', '/v1/logs']) {
    const times = collector.requests.filter((request) => request.path === path && request.atMs <= healedAtMs).map(({ atMs }) => atMs);
    assert.ok(times.length > 1, `${path} was not asked again`);
    const waits = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    const tooShort = waits.filter((waitMs) => waitMs < 950);
    assert.deepEqual(tooShort, [], `${path} was asked again after so many ms`);
  }
}

function assertPoisonReported({ end, collector }: FaultRun): void {
  assert.equal(collector.spans.get('poison'), undefined);
  assert.match(end.stderr, /^\[otel-distro\] warn .*\b400\b/m, 'nothing is said about what was refused');
}

function assertCutReported({ end, collector }: FaultRun): void {
  assert.equal(collector.spans.get('poison'), undefined);
  assert.match(end.stderr, /^\[otel-distro\] warn .*cuts the connection/m, 'nothing is said about what was lost');
}

function assertOneSpoolLine({ end }: FaultRun): void {
  const lines = end.stderr.split('\n').filter((line) => /^\[otel-distro\] (warn|error) (?!setting-).*spool/i.test(line));
  assert.equal(lines.length, 1, `one line about the spool, not ${lines.length}:\n${end.stderr}`);
}
