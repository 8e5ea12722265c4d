/** Spans of ours beside upstream's: the same calls on both, and everything that anybody can see of them is the same. */
import { createTraceState, SpanStatusCode, type Attributes, type Exception, type Link, type SpanStatus, type TimeInput } from '@opentelemetry/api';
import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { assertSame, read, remote, type ReadSpan } from './both-providers.js';

const startTime = [1_700_000_000, 500_000_000] as const satisfies TimeInput;
const circular: Record<string, unknown> = {};
circular['itself'] = circular;

const values: Readonly<Record<string, unknown>> = {
  'a text': 'x', 'an empty text': '', 'a number': 1.5, 'NaN': Number.NaN, '-0': -0, 'a boolean': false, 'null': null, 'undefined': undefined,
  'a bigint': 5n, 'a symbol': Symbol('s'), 'a function': () => 1, 'a Date': new Date(0), 'a Map': new Map([['a', 1]]), 'a class instance': new (class Order { id = 1; })(),
  'bytes': new Uint8Array([1, 2, 3]), 'a Buffer': Buffer.from('bytes'), 'other bytes': new Uint16Array([1]),
  'a list': ['a', 'b'], 'a mixed list': [1, 'two', null, undefined, [3], { four: 4 }], 'a list with what is no value': [1, () => 1], 'an empty list': [],
  'a map': { a: { b: [1, { c: 'd' }], gone: undefined } }, 'a map without a prototype': Object.assign(Object.create(null) as object, { a: 1 }), 'a map in a circle': circular,
  'a map with what is no value': { a: { b: Symbol('s') } }, 'a map with a key __proto__': JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
};
const keys = ['k', '', '__proto__', 'constructor', 'größe', 'x'.repeat(300)];

const attributes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value])) as Attributes;
const parsed = JSON.parse('{"a": "1", "__proto__": "text", "b": 2}') as Attributes;
const link: Link = { context: { ...remote, traceState: createTraceState('a=b') }, attributes: { ...attributes, '': 1 } };

const scenarios: Readonly<Record<string, (span: ReadSpan, limits?: SpanLimits) => unknown>> = {
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`setAttribute: ${name}`, (span: ReadSpan) => keys.forEach((key) => span.setAttribute(key, value as string))])),
  'setAttribute again': (span) => ['a', 'b', undefined, Symbol('s'), null].forEach((value) => span.setAttribute('k', value as string)),
  'setAttribute with a key that is no text': (span) => span.setAttribute(5 as never, 1),
  'setAttributes': (span) => span.setAttributes(attributes).setAttributes(parsed),
  'setAttributes: inherited ones': (span) => span.setAttributes(Object.create({ inherited: 1 }, { own: { value: 1, enumerable: true }, hidden: { value: 2 } }) as Attributes),
  'setAttributes: nothing': (span) => [null, undefined, 5, 'text'].forEach((nothing) => span.setAttributes(nothing as never)),
  'addEvent': (span) => span.addEvent('a').addEvent('').addEvent('b', { n: 1, list: ['x', undefined as never], map: { a: 1 } as never, none: undefined, '': 1 }).addEvent('c', undefined).addEvent('d', null as never),
  'addEvent: with a time': (span) => span.addEvent('a', new Date(1_700_000_001_123)).addEvent('b', [1_700_000_002, 5]).addEvent('c', 1_700_000_003_000.25).addEvent('d', performance.now()),
  'addEvent: with attributes and a time': (span) => span.addEvent('a', { n: 1 }, new Date(1_700_000_001_123)).addEvent('b', { n: 1 }, [1_700_000_002, 5]).addEvent('c', undefined, 1_700_000_003_000),
  'addEvent: two times': (span) => span.addEvent('a', [1_700_000_001, 1], [1_700_000_002, 2]).addEvent('b', [1_700_000_001, 1], 'never' as never).addEvent('c', 5, new Date(1_700_000_004_000)),
  'addEvent: what is no time': (span) => span.addEvent('a', 'never' as never).addEvent('b', { n: 1 }, 'never' as never).addEvent('c', [1, 2, 3] as never).addEvent('d', Number.NaN).addEvent('e', ['1', '2'] as never),
  'addLink': (span) => span.addLink(link).addLink({ context: remote }).addLink({ context: remote, attributes: undefined as never, droppedAttributesCount: 7 }),
  'addLinks': (span) => span.addLinks([]).addLinks([link, { context: remote, attributes: { a: 1 } }]),
  'updateName': (span) => span.updateName('other').updateName('').updateName(5 as never),
  'calls can be chained': (span) => span.setAttribute('a', 1).setAttributes({ b: 2 }).addEvent('c').addLink(link).addLinks([]).setStatus({ code: 1 }).updateName('d').setAttribute('e', 1),
  'end twice': (span) => (span.end([1_700_000_001, 0]), span.end([1_700_000_009, 0])),
  'operations after the end': (span) => {
    span.end([1_700_000_001, 0]);
    span.setAttribute('a', 1).setAttributes({ b: 2, c: 3 }).addEvent('c').addLink(link).addLinks([link]).setStatus({ code: 2 }).updateName('d');
    span.setStatus(undefined as never);
    span.recordException('late');
    span.recordException({} as never);
  },
  'the parts of a span change with it': (span) => {
    const { attributes: before, events, links } = span;
    span.setAttribute('later', 1).addEvent('later').addLink(link);
    before['by hand'] = 'x';
    events.push({ name: 'by hand', time: [1_700_000_001, 1] });
    links.push({ context: remote });
  },
};

const statuses: readonly (readonly SpanStatus[])[] = [
  [{ code: 0 }], [{ code: 1 }], [{ code: 2 }], [{ code: 2, message: 'out of stock' }], [{ code: 2, message: '' }], [{ code: 1, message: 'fine' }], [{ code: 0, message: 'none' }],
  [{ code: 2, message: 'first' }, { code: 2, message: 'second' }], [{ code: 2, message: 'first' }, { code: 2 }], [{ code: 1 }, { code: 2, message: 'late' }], [{ code: 2, message: 'm' }, { code: 1 }], [{ code: 2, message: 'm' }, { code: 0 }],
  ...[5, null, undefined, {}, new Error('m')].map((message) => [{ code: SpanStatusCode.ERROR, message: message as string }]),
  [{ code: 1, message: 5 as never }], [{ code: 9 as never }], [{} as never],
];

const exceptions: Readonly<Record<string, unknown>> = {
  'a text': 'broken', 'an empty text': '', 'an error': Object.assign(new TypeError('broken'), { stack: 'the stack' }), 'an error without a message': Object.assign(new TypeError(), { stack: 's' }),
  'a code': { code: 'ENOENT', name: 'Error', message: 'm' }, 'a code that is a number': { code: 12 }, 'a code of zero': { code: 0, name: 'n' }, 'a name': { name: 'Broken' }, 'a message': { message: 'm' }, 'an empty message': { name: 'n', message: '' },
  'a message that is no text': { message: { a: 1 } }, 'a stack alone': { stack: 's' }, 'nothing': {}, 'null': null, 'undefined': undefined, 'a number': 5, 'zero': 0,
};

const endTimes: Readonly<Record<string, TimeInput | undefined>> = {
  'none': undefined, 'null': null as never, 'a Date': new Date(1_700_000_001_250), 'a number': 1_700_000_001_250.5, 'a number of the performance clock': performance.now(), 'HrTime': [1_700_000_002, 7],
  'before the start': [1_600_000_000, 0], 'before the start in its second': [1_700_000_000, 400_000_000], 'that of the start': [...startTime], 'no time': 'never' as never, 'NaN': Number.NaN, 'zero': 0,
};

const limits: Readonly<Record<string, SpanLimits>> = {
  'none': {},
  'undefined': { attributeCountLimit: undefined as never, eventCountLimit: undefined as never, linkCountLimit: undefined as never },
  'zero': { attributeCountLimit: 0, eventCountLimit: 0, linkCountLimit: 0, attributePerEventCountLimit: 0, attributePerLinkCountLimit: 0 },
  'one': { attributeCountLimit: 1, eventCountLimit: 1, linkCountLimit: 1, attributePerEventCountLimit: 1, attributePerLinkCountLimit: 1 },
  'three': { attributeCountLimit: 3, eventCountLimit: 3, linkCountLimit: 3, attributePerEventCountLimit: 3, attributePerLinkCountLimit: 3 },
  'a length': { attributeValueLengthLimit: 2 },
  'a length of zero': { attributeValueLengthLimit: 0 },
};

describe('a span of ours beside upstream\'s', () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    it(name, () => assertSame(({ start, tell }) => {
      const span = start({ startTime });
      tell('returned', scenario(span) === span);
      span.end([1_700_000_007, 0]);
      tell(read(span));
    }));
  }

  for (const [name, value] of Object.entries(values)) {
    it(`starts with an attribute: ${name}`, () => assertSame(({ start }) => keys.forEach((key) => start({ startTime, attributes: { before: 'b', [key]: value as string, after: 1 } }))));
  }
  it('starts with many attributes, and with what is no record of them', () => assertSame(({ start }) => {
    for (const given of [attributes, parsed, {}, null, undefined, 'text', 5, () => 1, ['list'], Object.create({ inherited: 1 })]) start({ startTime, attributes: given as Attributes });
  }));
  it('keeps attributes and links of its own', () => assertSame(({ start, tell }) => {
    const given = { list: ['a'], map: { a: 'b' }, text: 't' };
    const links = [{ context: remote, attributes: { ...given } }];
    const span = start({ startTime, attributes: given, links });
    given.list.push('late');
    given.map.a = 'late';
    given.text = 'late';
    links.push({ context: remote, attributes: given });
    tell(read(span));
  }));

  for (const given of statuses) {
    it(`setStatus ${given.map(({ code, message }) => `${code} ${String(message)}`).join(', then ')}`, () => assertSame(({ start, tell }) => {
      const span = start({ startTime });
      for (const status of given) span.setStatus(status);
      tell(read(span));
    }));
  }
  it('setStatus without a status throws', () => assertSame(({ start, tell }) => {
    try {
      start({ startTime }).setStatus(undefined as never);
    } catch (error) {
      tell((error as Error).name);
    }
  }));

  for (const [name, exception] of Object.entries(exceptions)) {
    it(`recordException: ${name}`, () => assertSame(({ start, tell }) => {
      const span = start({ startTime });
      span.recordException(exception as Exception);
      span.recordException(exception as Exception, [1_700_000_003, 1]);
      tell(read(span));
    }));
  }

  for (const [name, endTime] of Object.entries(endTimes)) {
    it(`end: ${name}`, () => assertSame(({ start, tell }) => {
      for (const given of [startTime, new Date(1_700_000_000_000), 1_700_000_000_000.25, 5, undefined]) {
        const span = start(given === undefined ? {} : { startTime: given as TimeInput });
        tell(span.duration, span.endTime, span.ended, span.isRecording());
        span.end(endTime);
        tell(span.ended, span.isRecording());
      }
    }));
  }
  it('starts at what is no time', () => assertSame(({ start }) => {
    for (const given of ['never', null, {}, [1], [1, '2']]) start({ startTime: given as never }).end();
  }));

  for (const [name, spanLimits] of Object.entries(limits)) {
    it(`limits: ${name}`, () => assertSame(({ start, tell }) => {
      const many = { first: 'text', second: ['lists', 'of', 'texts'], third: { map: 'of texts' }, fourth: new Uint8Array(5), undefined: undefined as never, invalid: Symbol('s') as never };
      const links = Array.from({ length: 5 }, (_, index) => ({ context: remote, attributes: { index, ...many } }));
      const span = start({ startTime, attributes: many, links });
      tell(read(span));
      for (let index = 0; index < 200; index++) span.setAttribute(`key ${index}`, 'text').setAttribute('first', 'changed').setAttribute('invalid', Symbol('s') as never);
      for (let index = 0; index < 200; index++) span.addEvent(`event ${index}`, many).addLink({ context: remote, attributes: { index, ...many } });
      span.recordException({ name: 'Error', message: 'broken' }, [1_700_000_001, 0]);
      span.end([1_700_000_001, 0]);
    }, { limits: spanLimits }));
  }
});
