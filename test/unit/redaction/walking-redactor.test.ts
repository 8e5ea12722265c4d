/** All that a value can say, and all that it can do to a walk. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createRedactor } from '../../../src/redaction/redactor.js';

const canary = 'canary-5f1d';
const card = '4242'.repeat(4);

describe('WalkingRedactor', () => {
  const redactor = createRedactor();
  const redact = (value: unknown): unknown => redactor.redactValue(undefined, value, 'helper');

  it('keeps an error an error, and what it says, when it hides one of its fields', () => {
    const error = Object.assign(new TypeError('no route'), { config: { authorization: canary } });
    const redacted = redact(error) as typeof error;
    assert.ok(redacted instanceof Error);
    assert.deepEqual({ ...redacted }, { config: { authorization: '[REDACTED]' } });
    assert.deepEqual([redacted.name, redacted.message, redacted.stack], ['TypeError', 'no route', error.stack]);
    assert.deepEqual(error.config, { authorization: canary });
  });

  it('looks at what consoles print of errors: message, stack, cause, errors', () => {
    const deepest = new Error(`paid with ${card}`);
    for (const error of [deepest, new Error('x', { cause: deepest }), new Error('x', { cause: { password: canary } }), new AggregateError([deepest, { token: canary }])]) {
      const printed = inspect(redact(error), { depth: null });
      assert.ok(!printed.includes(card) && !printed.includes(canary));
      assert.ok(printed.includes('[REDACTED]'));
    }
    const clean = new AggregateError([new Error('a', { cause: new Error('b') })], 'c');
    assert.equal(redact(clean), clean);
  });

  it('looks at all that an object says: as text, as JSON, in pairs, under symbols', () => {
    const message = Symbol.for('message');
    class Order {
      readonly #password = canary;
      toJSON(): unknown {
        return { id: 1, password: this.#password };
      }
    }
    assert.deepEqual(redact(new Order()), { id: 1, password: '[REDACTED]' });
    assert.deepEqual(redact({ level: 'info', [message]: `paid with ${card}` }), { level: 'info', [message]: 'paid with [REDACTED]' });
    assert.deepEqual(redact(new Headers({ accept: '*/*', authorization: canary })), [['accept', '*/*'], ['authorization', '[REDACTED]']]);
    const form = new FormData();
    form.set('password', canary);
    assert.deepEqual(redact(form), [['password', '[REDACTED]']]);
    for (const value of [Buffer.from(card), new Uint16Array(Buffer.from(card)), Uint8Array.from(Buffer.from(card)).buffer, Object(card), new RegExp(card), Symbol(card)]) {
      assert.ok(!inspect(redact({ value })).includes('4242'), typeof value);
    }
    assert.deepEqual(redact(/paid/.exec(`paid with ${card}`)), ['paid']);
    assert.deepEqual(redact(Object.assign(() => 1, { token: canary })), { token: '[REDACTED]' });
    assert.deepEqual(redact(Object.assign(Object.create(null), { token: canary })), { token: '[REDACTED]' });
  });

  it('keeps what has its own way to say that there is nothing', () => {
    class Secretive {
      readonly #password = canary;
      get length(): number {
        return this.#password.length;
      }
    }
    const values = [new Secretive(), new Headers({ accept: '*/*' }), new URLSearchParams('a=b'), Object('x'), Object(1), Object(1n), Object.assign([], { length: 2 }), new Date(NaN), -0, 1e300, new WeakMap(), Promise.resolve(1), { toJSON: () => ({ a: 1 }) }];
    for (const value of values) assert.equal(redact(value), value);
  });

  it('hides what JSON cannot say', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const unreadable = { toJSON: () => assert.fail() };
    for (const rules of [{}, { key: 'mask' }, { key: 'hash' }] as const) {
      for (const value of [1n, cyclic, unreadable, Symbol('x'), () => 1, undefined, null]) {
        const hidden = createRedactor({ rules }).redactValue('password', value, 'helper');
        if (value === undefined || value === null) assert.equal(hidden, value);
        else assert.match(String(hidden), /^(?:\[REDACTED\]|\*{4}|\[HASH:[0-9a-f]{12}\])$/);
      }
    }
  });

  it('keeps numbers, whatever they look like, and hides card numbers in texts, but not under names of ids and times', () => {
    const numbers = { card_no: Number(card), big: BigInt(card), list: [Number(card), 1], map: new Map([['n', Number(card)]]) };
    assert.equal(redact(numbers), numbers);
    assert.equal(redactor.redactValue('card', Number(card), 'helper'), Number(card));
    assert.deepEqual(redact({ password: Number(card), cvv: 123n }), { password: '[REDACTED]', cvv: '[REDACTED]' });
    assert.deepEqual(redact({ card_no: card, 'order.id': card, startTime: card, text: `orderId: ${card}` }), { card_no: '[REDACTED]', 'order.id': card, startTime: card, text: `orderId: ${card}` });
  });

  it('hides secrets in keys, and loses no entry when two keys become one', () => {
    const grouped = '4242 4242 4242 4242';
    const redacted = redact({ [grouped]: 'first', [`${card} `]: 'second', [` ${card}`]: 'third', '[REDACTED]': 'fourth', [grouped.replaceAll(' ', '-')]: 'fifth' });
    assert.deepEqual(redacted, { '[REDACTED]': 'first', '[REDACTED] ': 'second', ' [REDACTED]': 'third', '[REDACTED]#2': 'fourth', '[REDACTED]#3': 'fifth' });
    assert.deepEqual(redact(redacted), redacted);
    assert.deepEqual(redact(new Map([[card, 1], [grouped, 2]])), new Map([['[REDACTED]', 1], ['[REDACTED]#2', 2]]));
  });

  it('cuts what is too long to be looked at, behind a secret that lies across the cut', () => {
    const longest = 'x'.repeat(256 * 1024);
    assert.equal(redact(longest), longest);
    for (const long of [`${longest}x`, 'word '.repeat(1024 * 1024), longest.slice(0, -8200) + card.repeat(600), `${card} `.repeat(300_000)]) {
      const start = performance.now();
      const redacted = redact(long) as string;
      assert.ok(performance.now() - start < 2000);
      assert.ok(redacted.endsWith(' [REDACTED:oversize]') && redacted.length <= longest.length);
      assert.equal(redact(redacted), redacted);
    }
    const across = `${'x'.repeat(256 * 1024 - 8192 - 8)} `.slice(0, -9).concat(' ', card, 'x '.repeat(20_000));
    assert.ok(!(redact(across.replace(`${card}x`, `${card} x`)) as string).includes('4242'));
    assert.equal(redact(Buffer.alloc(300_000, 'x')), `${'x'.repeat(256 * 1024 - 8192)} [REDACTED:oversize]`);
    assert.match(JSON.stringify(redact(Array.from({ length: 20 }, () => longest))), /x","\[REDACTED:oversize\]"/);
  });

  it('lets out what a getter gave when it was looked at', () => {
    const turning = (later: unknown, also: object = {}): object => {
      let reads = 0;
      return Object.defineProperty({ ...also }, 'a', { enumerable: true, get: () => (++reads === 1 ? 'clean' : later) });
    };
    const clean = { a: 'clean', token: '[REDACTED]' };
    const withToken = (source: object): object => Object.assign(source, { token: canary });
    assert.deepEqual(redact(withToken(turning(canary))), clean);
    assert.deepEqual(redact([withToken(turning({ token: canary }))]), [clean]);
    assert.deepEqual({ ...(redact(withToken(Object.defineProperties(new Error('x'), Object.getOwnPropertyDescriptors(turning(canary))))) as object) }, clean);
    const list = ['password', canary];
    let reads = 0;
    const first = Object.defineProperty(['', 'x', ...list], 0, { enumerable: true, get: () => (++reads === 1 ? 'clean' : canary) });
    assert.deepEqual(redact(first), ['clean', 'x', 'password', '[REDACTED]']);
    const proxy = new Proxy({ a: '', token: '' }, { get: (_target, key) => (key === 'token' || ++reads > 3 ? canary : 'clean') });
    reads = 2;
    assert.deepEqual(redact(proxy), clean);
  });

  it('reads texts and lists of texts under cookie by their grammar, and hides anything else', () => {
    for (const key of ['cookie', 'set-cookie', 'http.request.header.cookie', 'http.response.header.set_cookie']) {
      assert.deepEqual(redact({ [key]: 'sid=abcdefg' }), { [key]: 'sid=[REDACTED]' });
      assert.deepEqual(redact({ [key]: ['sid=abcdefg', 'b=c'] }), { [key]: ['sid=[REDACTED]', 'b=[REDACTED]'] });
      for (const value of [{ foo: 'abcdefg' }, new Map([['foo', 'abcdefg']]), 12_345_678, 12_345_678n, true, [['abcdefg']], [12_345_678], Buffer.from('foo=abcdefg'), () => 1, Symbol('abcdefg')]) {
        assert.deepEqual(redact({ [key]: value }), { [key]: '[REDACTED]' }, key);
      }
      assert.deepEqual(redact(new Map<string, unknown>([[key, { foo: 'abcdefg' }]])), new Map([[key, '[REDACTED]']]));
      for (const nothing of [null, undefined]) assert.deepEqual(redact({ [key]: nothing }), { [key]: nothing });
    }
    assert.deepEqual(redact(['cookie', { foo: 'abcdefg' }]), ['cookie', '[REDACTED]']);
  });

  it('lets a getter redact while it is read', () => {
    const value: Record<string, unknown> = {
      get inner(): unknown {
        return redactor.redactValue(undefined, { password: canary, outer: value }, 'log');
      },
      token: canary,
    };
    assert.deepEqual(redact(value), { inner: { password: '[REDACTED]', outer: '[REDACTED:cycle]' }, token: '[REDACTED]' });
    assert.deepEqual(redact({ token: canary }), { token: '[REDACTED]' });
  });

  it('holds such a getter to the limits of the value around it', () => {
    const many = Array.from({ length: 40_000 }, () => 1);
    const seen: unknown[] = [];
    const look = (): unknown => {
      seen.push(redact(many));
      return many;
    };
    redact({
      get first() {
        return look();
      },
      get second() {
        return look();
      },
    });
    assert.equal(seen[0], many);
    assert.equal(seen[1], '[REDACTED:oversize]');
  });

  it('names an item of a list by what leaves of the one in front of it', () => {
    assert.deepEqual(redact([`password ${card}`, 'x']), ['password [REDACTED]', 'x']);
    assert.deepEqual(redact(['password', canary]), ['password', '[REDACTED]']);
    assert.deepEqual(redact([Symbol(`paid-password:${card}`), canary]), ['Symbol(paid-password:[REDACTED])', '[REDACTED]']);
  });

  it('keeps a list of the names of fields, and nothing that only looks like one', () => {
    for (const list of [['password', 'email'], ['username', 'password', 'email', 'token']]) assert.equal(redactor.redactValue(undefined, list, 'helper'), list);
    assert.deepEqual(redactor.redactValue(undefined, ['password', 'letmein'], 'helper'), ['password', '[REDACTED]']);
    assert.deepEqual(redactor.redactValue(undefined, ['password', 'mySecretPassword'], 'helper'), ['password', '[REDACTED]']);
  });

  it('keeps the places in a list when something in it is dropped', () => {
    const dropping = createRedactor({ rules: { key: 'drop', card: 'drop' } });
    const redacted = dropping.redactValue(undefined, ['password', 'a', card, 'token', 'b'.repeat(3), 'c'], 'helper');
    assert.deepEqual(redacted, ['password', '[REDACTED]', '[REDACTED]', 'token', 'bbb', 'c']);
    assert.deepEqual(dropping.redactValue(undefined, { password: 1, text: card, kept: 1 }, 'helper'), { kept: 1 });
  });

  it('counts by rule and surface', () => {
    const own = createRedactor();
    own.redactValue('a', { password: canary, text: card, deep: card }, 'log');
    own.redactAttributes({ token: canary, clean: 1 }, 'span');
    own.redactAttributes({ token: '[REDACTED]' }, 'span');
    assert.deepEqual(own.counts.all(), [
      { rule: 'key', surface: 'log', count: 1 },
      { rule: 'card', surface: 'log', count: 2 },
      { rule: 'key', surface: 'span', count: 1 },
    ]);
    const masking = createRedactor({ rules: { key: 'mask' } });
    masking.redactValue('password', masking.redactValue('password', canary, 'log'), 'log');
    assert.deepEqual(masking.counts.all(), [{ rule: 'key', surface: 'log', count: 1 }]);
  });
});
