import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { createRedactor } from '../../../src/redaction/redactor.js';

const canary = 'canary-5f1d';

describe('Redactor', () => {
  const redactor = createRedactor();
  const redact = (value: unknown): unknown => redactor.redactValue(undefined, value, 'helper');

  it('replaces the whole value of a sensitive key, whatever its type', () => {
    for (const value of ['', canary, 0, 12, true, [canary], { a: canary }, () => canary, Symbol(canary), 12n]) {
      assert.equal(redactor.redactValue('password', value, 'span'), '[REDACTED]');
    }
  });

  it('leaves nothing where there is nothing', () => {
    assert.equal(redactor.redactValue('password', null, 'span'), null);
    assert.equal(redactor.redactValue('password', undefined, 'span'), undefined);
  });

  it('keeps a number of tokens, and nothing else under such a key', () => {
    assert.equal(redactor.redactValue('gen_ai.usage.input_tokens', 412, 'span'), 412);
    assert.equal(redactor.redactValue('gen_ai.usage.input_tokens', '412', 'span'), '[REDACTED]');
    assert.equal(redactor.redactValue('gen_ai.usage.input_tokens', [412], 'span'), '[REDACTED]');
    assert.equal(redactor.redactValue('token', 412, 'span'), '[REDACTED]');
  });

  it('finds keys at any nesting of maps and arrays', () => {
    assert.deepEqual(redact({ a: [{ b: { apiKey: canary, c: 1 } }, 2], d: 'x' }), {
      a: [{ b: { apiKey: '[REDACTED]', c: 1 } }, 2],
      d: 'x',
    });
    assert.deepEqual(
      redact(new Map<unknown, unknown>([['secret', canary], ['list', new Set([{ token: canary }])], [{}, 1]])),
      new Map<unknown, unknown>([['secret', '[REDACTED]'], ['list', new Set([{ token: '[REDACTED]' }])], [{}, 1]]),
    );
  });

  it('leaves JSON text in which nothing is hidden as it is, to the letter', () => {
    for (const text of [' {"user":  "ada"}\n', '{"a":1e3,"b":12345678901234567890}']) assert.equal(redact(text), text);
  });

  it('leaves text without a sensitive key as it is, to the letter', () => {
    for (const text of ['{ "id": 12345678901234567890 }', '[1,  2]', '{"user"', '{not json}', '[INFO] done [x]', '', '{}']) {
      assert.equal(redact(text), text);
    }
  });

  it('returns the very same object when nothing is hidden', () => {
    const value = { a: [1, { b: 'c' }], m: new Map([['k', 1]]), s: new Set([1]), n: null, d: new Date(0), u: undefined, x: NaN };
    assert.equal(redact(value), value);
    assert.equal(redactor.redactAttributes(value, 'span'), value);
  });

  it('does not read a text that is trusted, under the names whose texts are read alike; names and callbacks hold', () => {
    const redactor = createRedactor();
    const text = `password=${'hunter'}2`;
    redactor.trustText('request.id', text);
    assert.deepEqual(redactor.redactAttributes({ 'request.id': text, other: `${text}!`, password: text }, 'log'), { 'request.id': text, other: 'password=[REDACTED]', password: '[REDACTED]' });
    assert.equal(createRedactor().redactValue('request.id', text, 'log'), 'password=[REDACTED]');
    redactor.trustText('password', `${text}3`);
    assert.deepEqual(redactor.redactAttributes({ password: `${text}3`, 'request.id': `${text}3` }, 'log'), { password: '[REDACTED]', 'request.id': 'password=[REDACTED]' });
    createRedactor({ mode: 'off' }).trustText('request.id', text);
  });

  it('never changes what it is given, and copies only what it must', () => {
    const untouched = { deep: [1] };
    const value = Object.freeze({ untouched, list: Object.freeze([Object.freeze({ token: canary })]) });
    const redacted = redact(value) as typeof value;
    assert.deepEqual(value.list[0], { token: canary });
    assert.equal(redacted.untouched, untouched);
    assert.deepEqual(redacted.list, [{ token: '[REDACTED]' }]);
  });

  it('keeps the order of the keys', () => {
    assert.deepEqual(Object.keys(redact({ a: 1, token: 2, b: 3, secret: 4 }) as object), ['a', 'token', 'b', 'secret']);
  });

  it('breaks cycles, but lets an object stand twice', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    cyclic['list'] = [cyclic];
    assert.deepEqual(redact(cyclic), { a: 1, self: '[REDACTED:cycle]', list: ['[REDACTED:cycle]'] });
    const shared = { x: 1 };
    const twice = { first: shared, second: shared };
    assert.equal(redact(twice), twice);
  });

  it('accepts twelve levels and hides the thirteenth', () => {
    const nest = (levels: number): unknown => (levels === 0 ? 'leaf' : { down: nest(levels - 1) });
    const deepest = nest(12);
    assert.equal(redact(deepest), deepest);
    assert.match(JSON.stringify(redact(nest(13))), /"\[REDACTED:depth\]"/);
    assert.doesNotMatch(JSON.stringify(redact(nest(1000))), /leaf/);
  });

  it('gives up on a value with too many paths, and only on that one', () => {
    let bomb: unknown = { leaf: canary };
    for (let level = 0; level < 11; level++) bomb = Array.from({ length: 10 }, () => bomb);
    assert.deepEqual(redactor.redactAttributes({ before: 1, bomb, after: 2, password: canary }, 'span'), {
      before: 1,
      bomb: '[REDACTED:oversize]',
      after: 2,
      password: '[REDACTED]',
    });
  });

  it('does not tire: the limit counts per value', () => {
    const attributes = { a: 1, b: 'x' };
    for (let round = 0; round < 60_000; round++) assert.equal(redactor.redactAttributes(attributes, 'span'), attributes);
  });

  it('fails closed on what cannot be read', () => {
    const throwing = {
      ok: 1,
      get broken(): unknown {
        throw new Error(canary);
      },
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const hostile = new Proxy({}, {
      ownKeys() {
        throw new Error(canary);
      },
    });
    assert.deepEqual(redact({ kept: 1, throwing, revoked: revoked.proxy, hostile }), {
      kept: 1,
      throwing: { ok: 1, broken: '[REDACTED:error]' },
      revoked: '[REDACTED:error]',
      hostile: '[REDACTED:error]',
    });
    assert.deepEqual(redactor.redactAttributes(throwing, 'span'), { ok: 1, broken: '[REDACTED:error]' });
    assert.deepEqual(redactor.redactAttributes(revoked.proxy as Attributes, 'span'), {});
    assert.deepEqual(redact({ again: { token: 1 } }), { again: { token: '[REDACTED]' } });
  });

  it('copies a key named __proto__ as a key', () => {
    const redacted = redact(JSON.parse('{"__proto__":{"password":"x"},"token":"y"}')) as object;
    assert.equal(Object.getPrototypeOf(redacted), Object.prototype);
    assert.equal(JSON.stringify(redacted), '{"__proto__":{"password":"[REDACTED]"},"token":"[REDACTED]"}');
  });

  it('leaves binary data and built-in values alone', () => {
    for (const value of [Buffer.alloc(200_000), new Float64Array(3), new Date(0), new URL('http://x/'), /x/, 1n, Symbol('x'), NaN]) {
      assert.equal(redact(value), value);
    }
  });

  it('hides every canary in random documents, and is idempotent', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const document = randomDocument(randomSource(seed), 0);
      const before = JSON.stringify(document);
      const redacted = redact(document);
      assert.equal(JSON.stringify(document), before, `seed ${seed}: the input was changed`);
      assert.ok(!JSON.stringify(redacted).includes(canary), `seed ${seed}: a canary is left`);
      assert.deepEqual(redact(redacted), redacted, `seed ${seed}: not idempotent`);
      assert.equal(redacted === document, !before.includes(canary), `seed ${seed}: copied without need`);
    }
  });
});

/** The same numbers for the same seed, so that a failure can be repeated. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % below;
  };
}

function randomDocument(random: (below: number) => number, depth: number): unknown {
  const kind = depth > 8 ? 0 : random(5);
  if (kind === 0) return ['text', 1, true, null, 'a=b'][random(5)];
  if (kind === 1) return Array.from({ length: random(4) }, () => randomDocument(random, depth + 1));
  const entries = Array.from({ length: random(5) }, (_, index): [string, unknown] =>
    random(4) === 0
      ? [['password', 'X-Api-Key', 'refreshToken', 'client_secret', 'Authorization'][random(5)] ?? '', canary]
      : [`key${index}`, randomDocument(random, depth + 1)],
  );
  const record = Object.fromEntries(entries);
  return record;
}

