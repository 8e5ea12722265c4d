/** What holds for any value at all: nothing throws, nothing is changed in place, and redacting twice is redacting once. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { RedactionOptions } from '../../../src/redaction/options.js';
import { createRedactor, type Redactor } from '../../../src/redaction/redactor.js';

const redactors: Readonly<Record<string, Partial<RedactionOptions>>> = {
  defaults: {},
  'personal data': { presets: ['pii'] },
  strict: { mode: 'strict' },
  mask: { presets: ['pii'], rules: { key: 'mask', card: 'mask', assignment: 'mask', email: 'mask', phone: 'mask', 'vendor-token': 'mask', 'url-credentials': 'mask', 'auth-scheme': 'mask' } },
  hash: { hashKey: 'k', rules: { key: 'hash', card: 'hash', assignment: 'hash', 'vendor-token': 'hash', 'auth-scheme': 'hash', 'url-credentials': 'hash' } },
  drop: { rules: { key: 'drop', card: 'drop', assignment: 'drop' } },
};

const separators = ['=', ':', ': ', ' = ', '=>', ' ', '%3D', '%22%3A%22', '":"', '\\":\\"', '&', '?', ';', ',', '\n', '\\n', '/', '//', '://', '@', '%40', '.', '-', '_', '+', '(', ')', '[', ']', '{', '}', '<', '>', '|', '#', '*'];
const quotes = ['"', "'", '`', '\\"', '%22', '&quot;', "''"];
const markers = ['[REDACTED]', 'REDACTED', '[REDACTED:oversize]', '[REDACTED:error]', '[HASH:0123456789ab]', '****1111', '****', '?', 'REDACTED:REDACTED@', '%5BREDACTED%5D'];
const words = [
  'password', 'token', 'api_key', 'secret', 'Authorization', 'Cookie', 'Set-Cookie', 'sid', 'sig', 'X-Amz-Signature', 'auth', 'pwd', 'order_id', 'timestamp', 'name', 'value', 'ssn', 'phone',
  'Bearer', 'Basic', 'Digest', 'the', 'is', 'of', 'null', 'true', 'SELECT', 'IDENTIFIED BY', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '--password', '-u', 'http', 'redis', 'git',
];
const pieces = [
  'c0ffee12', 'a1B2c3D4e5F6g7H8', ['gh', 'p_'].join('') + 'a1B2'.repeat(9), ['AK', 'IA'].join('') + 'QWERTYUI23456789'.slice(0, 16), ['sk', '_live_'].join('') + 'a1B2'.repeat(6),
  ['ey', 'JhbGciOiJIUzI1NiJ9'].join(''), ['.ey', 'JzdWIiOiIxIn0'].join(''), '.c2lnbmF0dXJl', '4242 4242 4242 4242', '4242424242424242', '536-90-4399', 'GB29NWBK60161331926819', 'ada@example.com', '81.2.69.142',
  '+49 30 901820', '00:1b:63:84:45:e6', '2a00:1450:4001:81b::200e', 'u:pw', 'cache:6379/0', '1234567890', 'AAAA', '\ud800', '\u{1f600}', 'é', '\u00a0', '\0',
];

const secretText = fc
  .array(fc.oneof({ arbitrary: fc.constantFrom(...separators), weight: 4 }, { arbitrary: fc.constantFrom(...pieces), weight: 3 }, { arbitrary: fc.constantFrom(...words), weight: 3 }, fc.constantFrom(...quotes), fc.constantFrom(...markers), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 14 })
  .map((parts) => parts.join(''));
const key = fc.oneof(fc.constantFrom(...words, 'url.full', 'db.query.text', 'http.request.header.cookie', 'gen_ai.usage.input_tokens', '__proto__', 'toString', 'constructor', '0'), secretText, fc.string({ unit: 'binary', maxLength: 8 }));
const leaf = fc.oneof(
  { arbitrary: secretText, weight: 4 }, fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.constant(4_242_424_242_424_242), fc.bigInt(), fc.boolean(), fc.constantFrom(null, undefined),
  fc.date(), fc.uint8Array(), fc.constantFrom(Symbol('password=c0ffee12'), /token=c0ffee12/, new URL('https://u:pw@host/?sig=1'), new URLSearchParams('token=c0ffee12')), secretText.map((text) => Buffer.from(text)), secretText.map((text) => new Error(text, { cause: text })), fc.func(fc.string()),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4, withCrossShrink: true }, leaf, tie('list'), tie('record'), tie('bare'), tie('map'), tie('set')),
  list: fc.array(tie('any'), { maxLength: 5 }),
  record: fc.array(fc.tuple(key, tie('any')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  bare: fc.array(fc.tuple(key, tie('any')), { maxLength: 3 }).map((entries) => Object.assign(Object.create(null), Object.fromEntries(entries)) as object),
  map: fc.array(fc.tuple(fc.oneof(key, tie('any')), tie('any')), { maxLength: 3 }).map((entries) => new Map(entries)),
  set: fc.array(tie('any'), { maxLength: 3 }).map((items) => new Set(items)),
})).any;

/** One seed, so that a red run is red for all; `FAST_CHECK_SEED=$RANDOM npx mocha …` explores further. */
const runs = { numRuns: 500, seed: Number(process.env['FAST_CHECK_SEED'] ?? 3) };

describe('redaction: properties', () => {
  for (const [name, options] of Object.entries(redactors)) {
    const redactor = createRedactor({ ...options });

    it(`${name}: a text that was redacted comes back unchanged`, () => {
      fc.assert(fc.property(secretText, (text) => assertSettled(redactor, text)), { ...runs, numRuns: 2000 });
    });

    it(`${name}: a value that was redacted comes back unchanged, whatever its key`, () => {
      fc.assert(fc.property(key, value, (key, value) => assertSettled(redactor, value, key)), runs);
    });

    it(`${name}: what is given is never changed, and what is kept is the same`, () => {
      fc.assert(
        fc.property(value, (value) => {
          const before = snapshot(value);
          assertKept(value, redactor.redactValue(undefined, deepFreeze(value), 'helper'));
          assert.deepEqual(snapshot(value), before);
        }),
        runs,
      );
    });

    it(`${name}: attributes stay a record of as many entries as stay`, () => {
      fc.assert(
        fc.property(fc.dictionary(key, leaf), (attributes) => {
          const redacted = redactor.redactAttributes(attributes as Record<string, string>, 'span');
          const { length } = Object.keys(redacted);
          if (JSON.stringify(options).includes('drop') || options.mode === 'strict') assert.ok(length <= Object.keys(attributes).length);
          else assert.equal(length, Object.keys(attributes).length);
          assert.deepEqual(redactor.redactAttributes(redacted, 'span'), redacted);
        }),
        runs,
      );
    });
  }
});

function assertSettled(redactor: Redactor, value: unknown, key?: string): void {
  const once = redactor.redactValue(key, value, 'helper');
  const twice = redactor.redactValue(key, once, 'helper');
  assert.deepEqual(twice, once);
}

/** Each part of the result is a part of the source itself, or stands where something was hidden. */
function assertKept(source: unknown, redacted: unknown): void {
  if (Object.is(source, redacted)) return;
  if (typeof redacted !== 'object' || redacted === null) return assert.equal(typeof redacted, 'string');
  assert.ok(typeof source === 'object' && source !== null);
  assert.notDeepEqual(redacted, source, 'a copy without a change');
  if (Array.isArray(redacted)) return assert.ok(Array.isArray(source));
  if (redacted instanceof Map || redacted instanceof Set || redacted instanceof Error) return assert.equal(redacted.constructor, source.constructor);
  for (const [key, part] of Object.entries(redacted)) {
    if (Object.hasOwn(source, key)) assertKept((source as Record<string, unknown>)[key], part);
  }
}

function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of value instanceof Map ? [...value].flat() : value instanceof Set ? value : Object.values(value)) deepFreeze(part);
  return value;
}

/** Maps and sets cannot be frozen. */
function snapshot(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, part]) => [snapshot(key), snapshot(part)]);
  if (value instanceof Set) return [...value].map(snapshot);
  if (Array.isArray(value)) return value.map(snapshot);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return Object.entries(value).map(([key, part]) => [key, snapshot(part)]);
}
