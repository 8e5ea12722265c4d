import assert from 'node:assert/strict';
import { remembering } from '../../../../src/redaction/keys/remembering.js';

describe('redaction: memory for decisions', () => {
  function counting(isKept?: (decision: string, key: string) => boolean): { readonly ask: (key: string) => string; readonly decided: string[] } {
    const decided: string[] = [];
    return { decided, ask: remembering((key) => (decided.push(key), `about ${key}`), isKept) };
  }

  it('decides once for each key', () => {
    const { ask, decided } = counting();
    for (const key of ['a', 'b', 'a', 'a']) assert.equal(ask(key), `about ${key}`);
    assert.deepEqual(decided, ['a', 'b']);
  });

  it('holds 4096 keys, and learns again after a flood', () => {
    const { ask, decided } = counting();
    for (let index = 0; index < 4096; index++) ask(`key ${index}`);
    ask('key 0');
    assert.equal(decided.length, 4096);
    for (const key of ['late', 'late', 'key 0', 'key 0']) ask(key);
    assert.deepEqual(decided.slice(4096), ['late', 'key 0']);
  });

  it('does not keep long keys, nor those that must not be kept', () => {
    const { ask, decided } = counting((decision, key) => !decision.includes('secret') && key !== 'not me');
    const longest = 'x'.repeat(256);
    for (const key of [longest, longest, `${longest}x`, `${longest}x`, 'secret', 'secret', 'not me', 'not me']) ask(key);
    assert.deepEqual(decided, [longest, `${longest}x`, `${longest}x`, 'secret', 'secret', 'not me', 'not me']);
  });
});
