import { SpanStatusCode, trace } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { traced } from '../../../src/spans/traced.js';
import { withSpan } from '../../../src/spans/with-span.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

const nameOfActive = (): unknown => Reflect.get(trace.getActiveSpan() ?? {}, 'name');

describe('generators in spans', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });
  afterEach(() => sdk.stop());

  it('have their span active whenever they run, and nobody else has', () => {
    const seen: unknown[] = [];
    const pages = withSpan('pages', function* (span): Generator<number, string, string> {
      assert.equal(trace.getActiveSpan(), span);
      seen.push(nameOfActive(), yield 1);
      seen.push(nameOfActive(), yield 2);
      return 'all';
    });
    assert.deepEqual(pages.next(), { done: false, value: 1 });
    assert.equal(nameOfActive(), undefined);
    assert.deepEqual(pages.next('a'), { done: false, value: 2 });
    assert.equal(sdk.finishedSpans().length, 0);
    assert.deepEqual(withSpan('elsewhere', () => pages.next('b')), { done: true, value: 'all' });
    assert.deepEqual(seen, ['pages', 'a', 'pages', 'b']);
    assert.equal(sdk.spanNamed('pages').ended, true);
    assert.deepEqual(pages.next('c'), { done: true, value: undefined });
    assert.equal(sdk.finishedSpans().filter(({ name }) => name === 'pages').length, 1);
  });

  it('are children of the span in which they were made', () => {
    const pages = withSpan('maker', () => withSpan('pages', function* () { yield 1; }));
    withSpan('reader', () => [...pages]);
    assert.equal(sdk.spanNamed('pages').parentSpanContext?.spanId, sdk.spanNamed('maker').spanContext().spanId);
  });

  it('keep the context over each await', async () => {
    const seen: unknown[] = [];
    const pages = traced('pages', async function* (first: number) {
      for (let page = first; page < first + 3; page++) {
        await Promise.resolve();
        seen.push(nameOfActive());
        withSpan(`page ${page}`, () => undefined);
        yield page;
      }
    });
    const numbers: number[] = [];
    for await (const page of pages(5)) {
      assert.equal(nameOfActive(), undefined);
      numbers.push(page);
    }
    assert.deepEqual([numbers, seen], [[5, 6, 7], ['pages', 'pages', 'pages']]);
    for (const name of ['page 5', 'page 6', 'page 7']) assert.equal(sdk.spanNamed(name).parentSpanContext?.spanId, sdk.spanNamed('pages').spanContext().spanId);
  });

  for (const [what, open] of [
    ['a generator', () => withSpan('pages', function* () { yield 1; yield 2; })],
    ['an async generator', () => withSpan('pages', async function* () { yield 1; yield 2; })],
    ['a bound generator function', () => traced('pages', function* (this: number[]) { for (const page of this) yield page; }.bind([1, 2]))()],
  ] as const) {
    it(`${what} that is left early ends its span`, async () => {
      for await (const page of open()) if (page === 1) break;
      assert.equal(sdk.spanNamed('pages').status.code, SpanStatusCode.UNSET);
    });

    it(`${what} that nobody iterates has no span`, async () => {
      await open().return(undefined as never);
      const [next] = [await open().return(undefined as never)];
      assert.equal(next.done, true);
      open();
      assert.deepEqual(sdk.finishedSpans(), []);
    });

    it(`${what} records what is thrown into it`, async () => {
      const pages = open();
      await pages.next();
      const wrong = new RangeError('no such page');
      await assert.rejects(async () => pages.throw(wrong), wrong);
      const { status, attributes, events } = sdk.spanNamed('pages');
      assert.deepEqual([status.code, attributes['error.type'], events.map(({ name }) => name)], [SpanStatusCode.ERROR, 'RangeError', ['exception']]);
    });
  }

  it('that throw record it once, also in the spans around', async () => {
    const failing = (): AsyncGenerator<number> => withSpan('pages', async function* () {
      yield 1;
      throw new RangeError('no more');
    });
    await assert.rejects(withSpan('reader', async () => {
      for await (const page of failing()) assert.equal(page, 1);
    }), /no more/);
    assert.deepEqual(['pages', 'reader'].map((name) => [sdk.spanNamed(name).events.length, sdk.spanNamed(name).attributes['error.type']]), [[1, 'RangeError'], [0, 'RangeError']]);
  });

  it('stay what they are for those who use them', async () => {
    const count = traced('count', function* (this: { by: number }, to: number) {
      for (let at = 0; at < to; at += this.by) yield at;
    });
    const made = count.call({ by: 2 }, 5);
    assert.equal(Object.prototype.toString.call(made), '[object Generator]');
    assert.equal(made[Symbol.iterator](), made);
    function* around(): Generator<number, void> {
      yield* made;
    }
    assert.deepEqual([...around()], [0, 2, 4]);
    assert.deepEqual(await Readable.from(withSpan('stream', async function* () { yield 'a'; })).toArray(), ['a']);
    assert.deepEqual(sdk.finishedSpans().map(({ name }) => name), ['count', 'stream']);
  });

  it('answer calls that come before the last is answered in their order', async () => {
    const pages = withSpan('pages', async function* () { yield 1; yield 2; });
    assert.deepEqual(await Promise.all([pages.next(), pages.next(), pages.next(), pages.next()]), [1, 2, undefined, undefined].map((value) => ({ value, done: value === undefined })));
    assert.equal(sdk.finishedSpans().length, 1);
  });
});

describe('generators without an SDK', () => {
  it('run as they are', async () => {
    assert.deepEqual([...withSpan('none', function* () { yield 1; })], [1]);
    for await (const page of withSpan('none', async function* () { yield 1; })) assert.equal(page, 1);
  });
});
