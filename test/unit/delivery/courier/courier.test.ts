/** The courier as the app thread sees it: messages in, requests out, messages back. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Courier } from '../../../../src/delivery/courier/courier.js';
import { sharedNowMs, type CourierOptions, type FromCourier, type LaneReport } from '../../../../src/delivery/courier/messages.js';
import { waitUntil } from '../../../support/wait-until.js';
import { closeServers, startHttpServer, unusedPort, type TestServer } from '../servers.js';
import { createSpoolFolders, entry } from '../spool/spool-folders.js';
import { chunk } from './chunk.js';
import { names, namesIn, request } from './played.js';

interface TestCourier {
  readonly courier: Courier;
  readonly messages: FromCourier[];
  readonly reports: LaneReport[];
  flush(): Promise<void>;
  finish(timeoutMs: number): Promise<Int32Array>;
}

const lane = (endpoint: string, scheduledDelayMs = 600_000) => ({ signal: 'traces', exporter: { otlp_http: { endpoint } }, scheduledDelayMs, maxBatchItems: 512 }) as const;

function create(lanes: CourierOptions['lanes'], options: Partial<CourierOptions> = {}): TestCourier {
  const messages: FromCourier[] = [];
  const reports: LaneReport[] = [];
  const courier = new Courier({ lanes, proxies: {}, spool: undefined, maxMemoryBytes: 1 << 20, ...options }, (message) => {
    messages.push(message);
    if (message.type === 'report') reports.push(message.report);
  });
  return {
    courier,
    messages,
    reports,
    async flush() {
      const id = Math.random();
      courier.receive({ type: 'flush', id, mayWait: false });
      await waitUntil(() => messages.some((message) => message.type === 'flushed' && message.id === id));
    },
    async finish(timeoutMs) {
      const done = new Int32Array(new SharedArrayBuffer(4));
      courier.receive({ type: 'finish', id: 1, deadlineMs: sharedNowMs() + timeoutMs, mayWait: false, done });
      await waitUntil(() => Atomics.load(done, 0) === 1);
      return done;
    },
  };
}

describe('courier', () => {
  const folders = createSpoolFolders();
  afterEach(closeServers);
  after(() => folders.removeAll());

  const taking = (): Promise<TestServer> => startHttpServer((response) => response.end());
  const spoolIn = (folder: string) => ({ folder, maxBytes: 1 << 28, maxAgeMs: 86_400_000 });

  it('frames chunks, gives their buffers back, and sends what came in whole as it is', async () => {
    const server = await taking();
    const { courier, messages, reports, flush } = create([lane(server.url.href)]);
    const first = chunk(0, 'a', 'b');
    courier.receive({ type: 'chunk', chunk: first });
    assert.deepEqual(messages, [{ type: 'buffer', buffer: first.buffer }]);
    // its content is nobody's any more
    new Uint8Array(first.buffer).fill(0xff);
    courier.receive({ type: 'request', lane: 0, body: request('c'), itemCount: 1 });
    await flush();
    assert.deepEqual(server.requests.map(({ body }) => namesIn(body)), [['a', 'b', 'c']]);
    assert.deepEqual(reports.map(({ lane: number, outcome, items }) => [number, outcome, items]), [[0, 'delivered', 3]]);
  });

  it('large chunks, as they come under load: each record arrives once and in order, also after an outage', async () => {
    const taken: string[] = [];
    const server = await startHttpServer((response, { body }, attempt) => {
      const isDown = attempt === 3;
      if (!isDown) taken.push(...namesIn(body));
      setTimeout(() => response.writeHead(isDown ? 503 : 200, { 'retry-after': '1' }).end(), 5);
    });
    const { courier, reports } = create([{ ...lane(server.url.href, 0), maxBatchItems: 400 }], { maxMemoryBytes: 1 << 25, spool: spoolIn(folders.make()) });
    const sent: string[] = [];
    for (let count = 0; count < 20; count++) {
      const batch = names(`${count} ${'x'.repeat(200)}`, 150);
      courier.receive({ type: 'chunk', chunk: chunk(0, ...batch) });
      sent.push(...batch);
      // the next ones are framed when others are delivered
      if (count < 6) await waitUntil(() => reports.length > 0);
    }
    await waitUntil(() => taken.length >= sent.length, 10_000);
    assert.deepEqual(taken, sent);
    await waitUntil(() => reports.reduce((sum, { outcome, items }) => (outcome === 'delivered' ? sum + items : sum), 0) === sent.length);
  });

  it('each lane goes its own way: one that cannot work harms no other', async () => {
    const server = await taking();
    const { courier, reports, flush } = create([lane('ftp://nowhere/'), lane(server.url.href), lane(`http://localhost:${await unusedPort()}/`)]);
    for (const number of [0, 1, 2]) courier.receive({ type: 'chunk', chunk: chunk(number, `of ${number}`) });
    await flush();
    assert.deepEqual(server.requests.map(({ body }) => namesIn(body)), [['of 1']]);
    assert.deepEqual(reports.map(({ lane: number, outcome, code }) => `${number} ${outcome} ${code}`).sort(), ['0 delayed endpoint', '1 delivered ', '2 delayed ECONNREFUSED']);
  });

  it('what finds no room is reported as lost at once', () => {
    const { courier, reports } = create([lane('http://localhost:1/')], { maxMemoryBytes: 10 });
    courier.receive({ type: 'chunk', chunk: chunk(0, 'a', 'b') });
    assert.deepEqual(reports.map(({ outcome, items, code }) => [outcome, items, code]), [['lost', 2, 'queue-full']]);
  });

  it('the end: tells that all is done after it told what became of it', async () => {
    const server = await taking();
    const { courier, messages, finish } = create([lane(server.url.href)]);
    courier.receive({ type: 'chunk', chunk: chunk(0, 'a') });
    await finish(5000);
    assert.deepEqual(messages.map((message) => (message.type === 'report' ? message.report.outcome : message.type)), ['buffer', 'delivered', 'finished']);
  });

  it('the end, with a collector that hangs: in time, and what is not on disk is lost', async () => {
    const server = await startHttpServer(() => {});
    const { courier, reports, finish } = create([lane(server.url.href)]);
    courier.receive({ type: 'chunk', chunk: chunk(0, 'a') });
    const startedAtMs = performance.now();
    await finish(200);
    assert.ok(performance.now() - startedAtMs < 200);
    assert.deepEqual(reports.map(({ outcome, code }) => [outcome, code]), [['lost', 'shutdown']]);
  });

  it('the end, with a spool: what is not delivered is for the next process, after what that one has itself', async () => {
    const folder = folders.make();
    const silent = await startHttpServer(() => {});
    const first = create([lane(silent.url.href)], { spool: spoolIn(folder) });
    first.courier.receive({ type: 'chunk', chunk: chunk(0, 'kept') });
    await first.finish(100);
    assert.deepEqual(first.reports.map(({ outcome, items }) => [outcome, items]), [['kept', 1]]);
    const server = await taking();
    const second = create([lane(server.url.href, 0)], { spool: spoolIn(folder) });
    second.courier.receive({ type: 'chunk', chunk: chunk(0, 'own') });
    await second.flush();
    await waitUntil(() => server.requests.length === 2);
    assert.deepEqual(server.requests.map(({ body }) => namesIn(body)), [['own'], ['kept']]);
    await waitUntil(() => second.reports.length === 2);
    assert.deepEqual(second.reports.map(({ outcome, isLeft }) => [outcome, isLeft]), [['delivered', false], ['delivered', true]]);
    await second.finish(1000);
  });

  it('what is left of a signal that is not sent here stays for others, also while this process lives', async () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1, { signal: 'logs' }), entry(2, { body: Buffer.from(request('left')) })]);
    const server = await taking();
    const { reports, finish } = create([lane(server.url.href, 0)], { spool: spoolIn(folder) });
    await waitUntil(() => reports.length === 1);
    assert.deepEqual([...folders.open(folder).takeLeft()].map(({ entry: { signal } }) => signal), ['logs']);
    await finish(1000);
  });

  it('two exporters of a signal: each gets what it had not delivered itself', async () => {
    const folder = folders.make();
    const spool = spoolIn(folder);
    const silent = await startHttpServer(() => {});
    const first = create([lane(silent.url.href), lane(silent.url.href)], { spool });
    for (const number of [0, 1]) first.courier.receive({ type: 'chunk', chunk: chunk(number, `of ${number}`) });
    await first.finish(100);
    const servers = [await taking(), await taking()];
    const one = create([lane(servers[0]!.url.href, 0)], { spool });
    await waitUntil(() => one.reports.length === 1);
    // what a process with one exporter leaves is for one with two
    const two = create([lane(silent.url.href, 0), lane(servers[1]!.url.href, 0)], { spool });
    await waitUntil(() => two.reports.length === 1);
    assert.deepEqual(servers.map(({ requests }) => requests.map(({ body }) => namesIn(body))), [[['of 0']], [['of 1']]]);
    await Promise.all([one.finish(100), two.finish(100)]);
  });

  it('what the spool has just given up is lost for that reason, and not because the process ends', async () => {
    const { courier, reports } = create([lane(`http://localhost:${await unusedPort()}/`)], { spool: { ...spoolIn(folders.make()), maxBytes: 10_000 }, maxMemoryBytes: 0 });
    for (const name of names('n', 20)) courier.receive({ type: 'request', lane: 0, body: request(name.padEnd(1000, 'x')), itemCount: 1 });
    courier.giveUp();
    assert.deepEqual(reports.map(({ outcome, code }) => `${outcome} ${code}`), ['lost spool-full', 'kept shutdown']);
    assert.equal(reports.reduce((sum, { items }) => sum + items, 0), 20);
  });

  it('what the spool gives up is reported at once: as lost, where it was in no memory, and apart, where no lane had it yet', async () => {
    const folder = folders.make();
    const maxBytes = 100_000;
    const body = (number: number): Uint8Array => request(`${number};`.padEnd(1000, 'x'));
    folders.leave(folder, Array.from({ length: 20 }, (_, number) => entry(number, { body: body(number), signal: 'logs' })), { maxBytes });
    const { courier, messages, reports, finish } = create([lane(`http://localhost:${await unusedPort()}/`)], { spool: { ...spoolIn(folder), maxBytes }, maxMemoryBytes: 50_000 });
    for (let number = 0; number < 200; number++) courier.receive({ type: 'request', lane: 0, body: body(number), itemCount: 1 });
    await waitUntil(() => reports.length > 0);
    const [report, ...others] = reports;
    assert.deepEqual([report?.outcome, report?.code, report?.isLeft, others], ['lost', 'spool-full', false, []]);
    const left = messages.flatMap((message) => (message.type === 'left-dropped' ? message.drop : []));
    assert.deepEqual(left.map(({ signal, code }) => `${signal} ${code}`).filter((each, index, all) => all.indexOf(each) === index), ['logs spool-full']);
    assert.equal(left.reduce((sum, { items }) => sum + items, 0), 20);
    await finish(1000);
    // on disk since the last drop, in memory from before the first one, or lost: each once
    const items = (wanted: string): number => reports.filter(({ outcome }) => outcome === wanted).reduce((sum, { items }) => sum + items, 0);
    assert.equal(items('kept'), [...folders.open(folder).takeLeft()].length);
    assert.equal(items('kept') + items('lost'), 200);
    assert.deepEqual(reports.filter(({ outcome }) => outcome === 'lost').map(({ code }) => code), ['spool-full', 'ECONNREFUSED']);
  });

  it('passes on what is wrong with the spool, and works without it', async () => {
    const folder = folders.make();
    mkdirSync(path.dirname(folder), { recursive: true });
    writeFileSync(folder, 'a file');
    const server = await taking();
    const { courier, messages, flush } = create([lane(server.url.href)], { spool: spoolIn(folder) });
    courier.receive({ type: 'chunk', chunk: chunk(0, 'a') });
    await flush();
    assert.deepEqual(server.requests.map(({ body }) => namesIn(body)), [['a']]);
    assert.equal(messages.filter(({ type }) => type === 'problem').length, 1);
  });
});
