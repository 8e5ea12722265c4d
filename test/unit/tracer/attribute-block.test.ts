/** Blocks of attributes: a span that has them is, for everybody who looks, a span with these attributes; and nothing of a block leaves that should not. */
import { context, type Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanLimits } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { addRedaction } from '../../../src/redaction/add-redaction.js';
import { RedactionSpanProcessor } from '../../../src/redaction/exits/redaction-span-processor.js';
import { createRedactor, type Redactor } from '../../../src/redaction/redactor.js';
import { createSampler } from '../../../src/sdk/samplers.js';
import { AttributeBlock } from '../../../src/tracer/attribute-block.js';
import { OwnSpan } from '../../../src/tracer/own-span.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';
import type { OwnSpanOptions } from '../../../src/tracer/own-tracer.js';
import { encodeSpan } from '../otlp/encode/against-upstream.js';
import { resource } from './both-providers.js';

interface Behind {
  readonly redactor?: Redactor;
  readonly valueLengthLimit?: number;
}

const provider = (spanLimits: SpanLimits = {}, processors: RedactionSpanProcessor[] = []) => new OwnTracerProvider({ resource, sampler: createSampler(undefined), spanLimits, spanProcessors: processors });

function start(options: OwnSpanOptions, spanLimits?: SpanLimits): OwnSpan {
  const span = provider(spanLimits).getTracer('sample').startSpan('work', options, context.active());
  assert.ok(span instanceof OwnSpan);
  return span;
}

/** The spans as they leave. */
function leave({ redactor = createRedactor(), valueLengthLimit }: Behind, ...all: readonly OwnSpanOptions[]): ReadableSpan[] {
  const left: ReadableSpan[] = [];
  const next = { onStart: () => undefined, onEnd: (span: ReadableSpan) => void left.push(span), forceFlush: async () => undefined, shutdown: async () => undefined };
  const tracer = provider({}, [new RedactionSpanProcessor({ next: [next], redactor, valueLengthLimit })]).getTracer('sample');
  for (const options of all) tracer.startSpan('work', options, context.active()).end();
  return left;
}

/** The encoder writes what it kept of blocks; so both are looked at. */
function everythingIn(span: ReadableSpan): string {
  return Buffer.from(encodeSpan(span)).toString('latin1') + JSON.stringify(span.attributes);
}

const block = (attributes: Attributes): AttributeBlock => new AttributeBlock(attributes);
const secret = ['hunter', '2'].join('');

describe('blocks of attributes', () => {
  it('are read together with the attributes of the span, in whatever order they came', () => {
    const span = start({ attributes: { a: 1 }, blocks: [block({ b: 2 }), block({ c: 3, d: ['x'] })] });
    span.setAttribute('e', 5);
    assert.ok(span.addBlock(block({ f: 6 })));
    assert.equal(span.blocks.length, 3);
    assert.deepEqual(span.attributes, { a: 1, b: 2, c: 3, d: ['x'], e: 5, f: 6 });
    assert.equal(span.attributes, span.attributes);
    const all: Attributes = span.attributes;
    all['by hand'] = 1;
    assert.ok(span.addBlock(block({ g: 7 })));
    assert.deepEqual(Object.keys(span.attributes).sort(), ['a', 'b', 'by hand', 'c', 'd', 'e', 'f', 'g']);
  });

  it('do not change with the spans that have them', () => {
    const shared = block({ route: '/a' });
    const first = start({ blocks: [shared] });
    first.setAttribute('route', '/changed');
    first.attributes['other'] = 1;
    assert.deepEqual(start({ blocks: [shared] }).attributes, { route: '/a' });
  });

  it('give way to a key that is set later, whatever its value', () => {
    for (const [value, expected] of [['/b', '/b'], [undefined, '/a'], [Symbol('s'), '/a'], [null, null]] as const) {
      const span = start({ blocks: [block({ route: '/a', other: 1 })] });
      span.setAttribute('route', value as string);
      assert.deepEqual(span.attributes, { route: expected, other: 1 });
      assert.equal(span.droppedAttributesCount, 0);
    }
  });

  it('are set one by one where a key of theirs is there already: at the start they win, later whoever adds them decides', () => {
    const atStart = start({ attributes: { route: '/own', a: 1 }, blocks: [block({ route: '/block', b: 2 })] });
    assert.deepEqual(atStart.attributes, { route: '/block', a: 1, b: 2 });
    const later = start({ attributes: { route: '/own' } });
    assert.equal(later.addBlock(block({ route: '/block' })), false);
    assert.deepEqual(later.attributes, { route: '/own' });
  });

  it('count for the limit', () => {
    const limits = { attributeCountLimit: 3 };
    const full = start({ attributes: { a: 1 }, blocks: [block({ b: 2, c: 3 })] }, limits);
    full.setAttribute('d', 4).setAttribute('a', 'changed').setAttribute('b', 'changed');
    assert.deepEqual([full.attributes, full.droppedAttributesCount], [{ a: 'changed', b: 'changed', c: 3 }, 1]);
    const over = start({ attributes: { a: 1 }, blocks: [block({ b: 2, c: 3, d: 4 })] }, limits);
    assert.deepEqual([over.attributes, over.droppedAttributesCount], [{ b: 2, c: 3, d: 4 }, 1]);
    assert.equal(start({ attributes: { a: 1, b: 2 } }, limits).addBlock(block({ c: 3, d: 4 })), false);
    assert.deepEqual(start({ blocks: [block({ a: 1 })] }, { attributeCountLimit: 0 }).attributes, {});
  });

  it('are not added after the end', () => {
    const span = start({});
    span.end();
    assert.equal(span.addBlock(block({ a: 1 })), false);
    assert.deepEqual(span.attributes, {});
  });
});

describe('blocks of attributes behind the redaction', () => {
  it('leave with the span as they are, looked at once, when there is nothing to hide', () => {
    const redactor = createRedactor();
    let looks = 0;
    const { leavesAlone } = redactor;
    redactor.leavesAlone = (attributes) => (looks++, leavesAlone.call(redactor, attributes));
    const shared = block({ 'http.route': '/a', 'http.request.method': 'GET' });
    const left = leave({ redactor }, { blocks: [shared] }, { blocks: [shared], attributes: { a: 1 } });
    assert.equal(looks, 1);
    for (const span of left) assert.ok(span instanceof OwnSpan && span.blocks[0] === shared);
  });

  const rows: Readonly<Record<string, { readonly blocks: readonly Attributes[]; readonly attributes?: Attributes }>> = {
    'a secret key': { blocks: [{ 'user.password': secret, 'http.route': '/a' }] },
    'one block of two': { blocks: [{ a: 'clean' }, { 'api.token': secret }], attributes: { b: 1 } },
    'a secret of the span itself beside a clean block': { blocks: [{ a: 'clean' }], attributes: { 'api.token': secret } },
    'a secret in a text': { blocks: [{ 'db.connection_string': `postgres://app:${secret}@db/shop` }] },
    'a name in the block, its value in the span': { blocks: [{ name: 'password' }], attributes: { value: secret } },
    'a name in the span, its value in the block': { blocks: [{ value: secret }], attributes: { name: 'password' } },
    'a name in one block, its value in another': { blocks: [{ key: 'password' }, { value: secret }] },
    'the database system in the block, the statement in the span': { blocks: [{ 'db.system.name': 'redis' }], attributes: { 'db.query.text': `SET greeting ${secret}` } },
    'the database system in the span, the statement in the block': { blocks: [{ 'db.query.text': `SET greeting ${secret}` }], attributes: { 'db.system': 'redis' } },
    'within a list': { blocks: [{ args: ['--password', secret] }] },
    'within a map': { blocks: [{ body: { password: secret } as never }] },
  };
  for (const [name, { blocks, attributes = {} }] of Object.entries(rows)) {
    it(`hide and count what they would of plain attributes: ${name}`, () => {
      const [ofBlocks, ofPlain] = [createRedactor(), createRedactor()];
      const [plain] = leave({ redactor: ofPlain }, { attributes: Object.assign({}, ...blocks, attributes) });
      const made = blocks.map(block);
      // again, when it is known
      const left = leave({ redactor: ofBlocks }, { blocks: made, attributes }, { blocks: made, attributes });
      assert.doesNotMatch(everythingIn(plain!), new RegExp(secret), 'the row hides nothing');
      for (const span of left) {
        assert.doesNotMatch(everythingIn(span), new RegExp(secret));
        assert.deepEqual(span.attributes, plain?.attributes);
      }
      assert.deepEqual(ofBlocks.counts.all(), ofPlain.counts.all().map((each) => ({ ...each, count: each.count * 2 })));
    });
  }

  it('what one redactor lets pass, another looks at', () => {
    const shared = block({ 'shop.code': secret });
    const strict = createRedactor({ keys: ['shop.code'] });
    for (const redactor of [createRedactor(), strict, createRedactor(), strict]) {
      const [span] = leave({ redactor }, { blocks: [shared] });
      assert.equal(everythingIn(span!).includes(secret), redactor !== strict);
    }
  });

  it('are shown to callbacks of the app each time, also to those that are added later', () => {
    const shared = block({ 'customer.name': secret });
    const redactor = createRedactor();
    assert.match(everythingIn(leave({ redactor }, { blocks: [shared] })[0]!), new RegExp(secret));
    let asked = 0;
    const undo = addRedaction((value, { key }) => (key === 'customer.name' ? (asked++, 'A.') : value));
    try {
      for (const span of leave({ redactor }, { blocks: [shared] }, { blocks: [shared] })) assert.deepEqual(span.attributes, { 'customer.name': 'A.' });
      assert.equal(asked, 2);
    } finally {
      undo();
    }
    assert.match(everythingIn(leave({ redactor }, { blocks: [shared] })[0]!), new RegExp(secret));
  });

  it('are cut where values have a limit', () => {
    const [span] = leave({ valueLengthLimit: 3 }, { blocks: [block({ a: 'long text', b: 'ok', c: ['lists', 'x'] })] });
    assert.deepEqual(span?.attributes, { a: 'lon', b: 'ok', c: ['lis', 'x'] });
    assert.doesNotMatch(everythingIn(span!), /long text|lists/);
  });
});
