import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';

const redactor = createRedactor();
const redact = (value: unknown): unknown => redactor.redactValue(undefined, value, 'helper');
const hidden = '[REDACTED]';

describe('redaction: values that are no secrets under the name of one', () => {
  for (const value of [
    { usage: { prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 3, audio_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 4 } } },
    { tokensPerSecond: 3.4, tokenUsage: 12, authorizationAmount: 12 }, { tokens: { input: 3, output: 4 } }, { saltRounds: 10 }, { otpSent: true }, { PWD: '/app', OLDPWD: '/' }, { authorizationStatus: 'approved' },
  ]) it(`leaves ${JSON.stringify(value)}`, () => assert.equal(redact(value), value));

  for (const [key, value] of [
    ['prompt_tokens_details', { cached: '3' }], ['prompt_tokens_details', {}], ['tokens', { a: { b: 1 } }], ['tokens', ['c0ffee']], ['tokenUsage', 'c0ffee'], ['otpSent', '123456'], ['PWD', 'c0ffee'], ['Pwd', '/app'], ['pwd', '/app'],
    ['authorizationStatus', 'c0ffee'], ['authorizationAmount', 'c0ffee'], ['salt', 10], ['tokenCount', 3], ['hasPassword', true],
  ] as const) it(`hides ${JSON.stringify(value)} of ${key}`, () => assert.deepEqual(redact({ [key]: value }), { [key]: hidden }));

  it('asks no getter, and no proxy that throws', () => {
    let asked = 0;
    const counting = { get a() { return asked++ === 0 ? 1 : 'c0ffee'; } };
    const throwing = new Proxy({}, { ownKeys: () => { throw new Error('x'); } });
    assert.deepEqual(redact({ tokens: counting }), { tokens: hidden });
    assert.deepEqual(redact({ tokens: throwing }), { tokens: hidden });
  });
});
