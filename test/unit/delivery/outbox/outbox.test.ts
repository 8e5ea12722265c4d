/** The outbox: when it hands over, what is in a chunk, what it drops, and that nothing is thrown at the app. */
import assert from 'node:assert/strict';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { Courier } from '../../../../src/delivery/courier/courier.js';
import type { Chunk } from '../../../../src/delivery/courier/messages.js';
import type { CourierThread } from '../../../../src/delivery/outbox/courier-thread.js';
import { Outbox, type OutboxOptions } from '../../../../src/delivery/outbox/outbox.js';
import { decodeRequest } from '../../../../src/otlp/decode/decode.js';
import { writeSpan } from '../../../../src/otlp/encode/encode-span.js';
import { waitUntil } from '../../../support/wait-until.js';
import { resource, span } from '../../otlp/encode/against-upstream.js';
import { closeServers, startHttpServer } from '../servers.js';

interface TestOutbox {
  readonly outbox: Outbox<ReadableSpan>;
  readonly chunks: Chunk[];
  readonly courier: { untakenBytes: number; readonly spare: Buffer[] };
  readonly counts: { full: number; invalid: number; handedOver: number };
}

const never = 600_000;

function create(options: Partial<OutboxOptions<ReadableSpan>> = {}): TestOutbox {
  const chunks: Chunk[] = [];
  const courier = { untakenBytes: 0, hasUntaken: (maxBytes: number) => courier.untakenBytes >= maxBytes, spare: [] as Buffer[], postChunk: (chunk: Chunk) => chunks.push(chunk), spareBuffer: () => courier.spare.pop(), startSoon: () => undefined };
  const counts = { full: 0, invalid: 0, handedOver: 0 };
  const outbox = new Outbox<ReadableSpan>({
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what an outbox uses of it
    courier: courier as unknown as CourierThread,
    lane: 0,
    resource,
    write: writeSpan,
    scopeOf: ({ instrumentationScope }) => instrumentationScope,
    maxItems: 512,
    handOverDelayMs: never,
    maxBytes: 1 << 20,
    hasRoom: () => true,
    onHandedOver: (items) => (counts.handedOver += items),
    onFull: () => counts.full++,
    onInvalid: () => counts.invalid++,
    ...options,
  });
  return { outbox, chunks, courier, counts };
}

/** What a collector gets of these chunks, through a real courier. */
async function received(chunks: readonly Chunk[]): Promise<Buffer[]> {
  const server = await startHttpServer((response) => response.end());
  const lane = { signal: 'traces', exporter: { otlp_http: { endpoint: server.url.href } }, scheduledDelayMs: 0, maxBatchItems: 1 } as const;
  let isFlushed = false;
  const courier = new Courier({ lanes: [lane], proxies: {}, spool: undefined, maxMemoryBytes: 1 << 30 }, ({ type }) => (isFlushed ||= type === 'flushed'));
  for (const chunk of chunks) courier.receive({ type: 'chunk', chunk });
  courier.receive({ type: 'flush', id: 1, mayWait: false });
  await waitUntil(() => isFlushed);
  const bodies = server.requests.map(({ body }) => body);
  await closeServers();
  return bodies;
}

async function spanNames(chunks: readonly Chunk[]): Promise<(string | undefined)[]> {
  const requests = (await received(chunks)).map((body) => decodeRequest('traces', 'protobuf', body));
  return requests.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name))));
}

describe('outbox: hands over', () => {
  it('after handOverDelay', async () => {
    const { outbox, chunks, counts } = create({ handOverDelayMs: 30 });
    const startedAtMs = performance.now();
    outbox.add(span());
    outbox.add(span());
    await waitUntil(() => chunks.length > 0);
    assert.ok(performance.now() - startedAtMs >= 29);
    assert.equal(chunks[0]?.itemCount, 2);
    assert.equal(counts.handedOver, 2);
    outbox.add(span());
    await waitUntil(() => chunks.length === 2);
  });

  it('at 64 KiB', () => {
    const { outbox, chunks } = create();
    for (let count = 1; chunks.length === 0; count++) {
      assert.ok(count < 70);
      outbox.add(span({ name: 'x'.repeat(1024) }));
    }
    assert.ok(chunks[0]!.runs[1]! >= 64 * 1024);
  });

  it('at maxItems, into buffers that came back', () => {
    const { outbox, chunks, courier } = create({ maxItems: 3 });
    const spare = Buffer.allocUnsafeSlow(1024);
    courier.spare.push(spare);
    for (let count = 0; count < 7; count++) outbox.add(span());
    assert.deepEqual(chunks.map(({ itemCount }) => itemCount), [3, 3]);
    assert.equal(chunks[1]?.buffer, spare.buffer);
  });

  it('when asked, and nothing when there is nothing', () => {
    const { outbox, chunks } = create();
    outbox.handOver();
    outbox.add(span());
    outbox.handOver();
    outbox.handOver();
    assert.equal(chunks.length, 1);
  });

  it('when it is closed; what comes later is not taken', () => {
    const { outbox, chunks } = create();
    outbox.add(span());
    outbox.close();
    outbox.add(span());
    outbox.close();
    assert.deepEqual(chunks.map(({ itemCount }) => itemCount), [1]);
  });
});

describe('outbox: async attributes of the resource', () => {
  function detect(): { readonly resource: Resource; readonly detected: (value: string) => void } {
    let detected: (value: string) => void = () => undefined;
    const value = new Promise<string>((resolve) => (detected = resolve));
    return { resource: resourceFromAttributes({ 'host.id': value }), detected };
  }

  function hostIdIn(chunk: Chunk | undefined): boolean {
    return Buffer.from(chunk?.resource.bytes ?? []).includes('machine-7');
  }

  it('are waited for, and then it hands over soon, though nothing more comes', async () => {
    const { resource, detected } = detect();
    const { outbox, chunks } = create({ resource, handOverDelayMs: 10 });
    outbox.add(span());
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(chunks.length, 0);
    detected('machine-7');
    await waitUntil(() => chunks.length === 1);
    assert.ok(hostIdIn(chunks[0]));
  });

  it('are waited for by a full chunk too, which grows', async () => {
    const { resource, detected } = detect();
    const { outbox, chunks } = create({ resource, maxItems: 2, handOverDelayMs: 10 });
    for (let count = 0; count < 5; count++) outbox.add(span());
    assert.equal(chunks.length, 0);
    detected('machine-7');
    await waitUntil(() => chunks.length === 1);
    assert.equal(chunks[0]?.itemCount, 5);
    assert.ok(hostIdIn(chunks[0]));
  });

  it('are not waited for when all is to go now, and are there in the next chunk', async () => {
    const { resource, detected } = detect();
    const { outbox, chunks } = create({ resource, maxItems: 1 });
    outbox.add(span());
    outbox.handOver();
    assert.ok(!hostIdIn(chunks[0]));
    detected('machine-7');
    await resource.waitForAsyncAttributes?.();
    outbox.add(span());
    assert.ok(hostIdIn(chunks[1]));
  });

  it('that cannot be had hold nothing up, nor end the process', async () => {
    const broken = { ...resource, attributes: {}, asyncAttributesPending: true, waitForAsyncAttributes: () => Promise.reject(new Error('no metadata')) };
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what an outbox uses of it
    const { outbox, chunks } = create({ resource: broken as unknown as Resource, handOverDelayMs: 5 });
    outbox.add(span());
    await waitUntil(() => chunks.length === 1);
  });
});

describe('outbox: what is in a chunk', () => {
  it('spans of several scopes, interleaved, as upstream would send them', async () => {
    const scopes = [{ name: 'http', version: '1' }, { name: 'pg', schemaUrl: 'https://example.com/schema' }, { name: 'http', version: '2' }];
    const spans = Array.from({ length: 20 }, (_, index) => span({ name: `span ${index}`, instrumentationScope: scopes[(index * 7) % 3] }));
    const { outbox, chunks } = create();
    for (const one of spans) outbox.add(one);
    outbox.handOver();
    const [body] = await received(chunks.splice(0));
    assert.deepEqual(decodeRequest('traces', 'protobuf', body!), decodeRequest('traces', 'protobuf', ProtobufTraceSerializer.serializeRequest(spans)!));
    outbox.add(spans[0]!);
    outbox.handOver();
    assert.equal(chunks[0]?.scopes.length, 1);
  });

  it('several chunks, each whole, also in a buffer that grew', async () => {
    const { outbox, chunks } = create({ maxItems: 2 });
    for (const size of [1, 200_000, 1, 1, 300_000]) outbox.add(span({ name: 'x'.repeat(size) }));
    outbox.handOver();
    assert.deepEqual((await spanNames(chunks)).map((name) => name?.length), [1, 200_000, 1, 1, 300_000]);
  });

  const throwing = (error: unknown) => ({ enumerable: true, get: () => { throw error; } });

  for (const [what, broken] of [
    ['a getter that throws', () => span({ attributes: Object.defineProperty({ a: 1 }, 'b', throwing(new Error('no'))) })],
    ['a name that is no text', () => span({ name: ['x'] })],
    ['no scope', () => span({ instrumentationScope: undefined })],
    ['a scope that cannot be read', () => span({ instrumentationScope: Object.defineProperty({}, 'name', throwing(new Error('no'))) })],
    ['a scope that cannot be had', () => Object.defineProperty(span(), 'instrumentationScope', throwing(new Error('no')))],
  ] as const) {
    it(`a record is left out and told about that cannot be encoded: ${what}`, async () => {
      const { outbox, chunks, counts } = create();
      outbox.add(span({ name: 'before', instrumentationScope: { name: 'other' } }));
      outbox.add(broken());
      outbox.add(span({ name: 'after' }));
      outbox.handOver();
      assert.equal(counts.invalid, 1);
      assert.equal(counts.handedOver, 2);
      assert.deepEqual(await spanNames(chunks), ['before', 'after']);
    });
  }

  it('a getter that makes another span, and hands over, harms neither chunk nor timer', async () => {
    const { outbox, chunks, counts } = create({ handOverDelayMs: 20 });
    const attributes = {
      get nested() {
        outbox.add(span({ name: 'inner' }));
        outbox.handOver();
        return 'value';
      },
    };
    outbox.add(span({ name: 'before' }));
    outbox.add(span({ name: 'outer', attributes }));
    assert.equal(chunks.length, 0);
    await waitUntil(() => chunks.length === 1);
    assert.deepEqual(await spanNames(chunks), ['before', 'outer']);
    assert.equal(counts.invalid, 1);
  });

  it('a getter that hands over and then throws leaves the rest to the timer', async () => {
    const { outbox, chunks } = create({ handOverDelayMs: 20 });
    const attributes = {
      get nested(): string {
        outbox.handOver();
        throw new Error('no');
      },
    };
    outbox.add(span({ name: 'before' }));
    outbox.add(span({ attributes }));
    await waitUntil(() => chunks.length === 1);
    assert.deepEqual(await spanNames(chunks), ['before']);
  });
});

describe('outbox: bounds', () => {
  it('drops the newest when the courier does not take what is handed over, and goes on when it does', () => {
    const { outbox, counts, courier, chunks } = create({ maxBytes: 10_000 });
    courier.untakenBytes = 10_000;
    outbox.add(span());
    outbox.add(span());
    assert.equal(counts.full, 2);
    courier.untakenBytes = 0;
    outbox.add(span({ name: 'taken' }));
    outbox.handOver();
    assert.equal(counts.full, 2);
    assert.equal(chunks[0]?.itemCount, 1);
  });

  it('counts the bytes of the chunk too', () => {
    const { outbox, counts } = create({ maxBytes: 10_000 });
    for (let count = 0; count < 20; count++) outbox.add(span({ name: 'x'.repeat(1000) }));
    assert.ok(counts.full >= 9 && counts.full <= 11);
  });

  it('drops what is beyond the number of records that may wait', () => {
    const { outbox, counts, chunks } = create({ hasRoom: (items) => items < 5 });
    for (let count = 0; count < 8; count++) outbox.add(span());
    outbox.handOver();
    assert.equal(counts.full, 3);
    assert.equal(chunks[0]?.itemCount, 5);
  });
});
