/** What was looked at before goes a shorter way, with the same result. */
import assert from 'node:assert/strict';
import { addRedaction } from '../../../src/redaction/add-redaction.js';
import { createRedactor, type Redactor } from '../../../src/redaction/redactor.js';

/** Has looked at the text so often that it is remembered as clean. */
function remembering(text: string): Redactor {
  const redactor = createRedactor();
  for (let round = 0; round < 3; round++) assert.deepEqual(redactor.redactAttributes({ city: text }, 'log'), { city: text });
  return redactor;
}

describe('areKnown', () => {
  it('a text that is clean under one key is hidden under that of a secret', () => {
    assert.deepEqual(remembering('Paris').redactAttributes({ city: 'Paris', password: 'Paris' }, 'log'), { city: 'Paris', password: '[REDACTED]' });
  });

  it('a text that is clean is hidden beside a name that makes it a secret', () => {
    const redactor = remembering('Paris');
    for (let round = 0; round < 3; round++) redactor.redactAttributes({ word: 'password' }, 'log');
    assert.deepEqual(redactor.redactAttributes({ city: 'Paris', name: 'password', value: 'Paris' }, 'log'), { city: 'Paris', name: 'password', value: '[REDACTED]' });
  });

  it('a key that holds a secret does not leave, whatever its value', () => {
    const token = ['gh', 'p_', 'a1B2'.repeat(9)].join('');
    assert.ok(!JSON.stringify(remembering('Paris').redactAttributes({ [token]: 7 }, 'log')).includes(token));
  });

  it('callbacks of the app see each value each time', () => {
    const redactor = remembering('Paris');
    const undo = addRedaction((value) => (value === 'Paris' ? 'Rome' : value));
    try {
      assert.deepEqual(redactor.redactAttributes({ city: 'Paris' }, 'log'), { city: 'Rome' });
      assert.equal(redactor.redactValue(undefined, 'Paris', 'log'), 'Rome');
    } finally {
      undo();
    }
  });
});
