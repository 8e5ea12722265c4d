import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import type { RedactionOptions } from '../../../../src/redaction/options.js';

const text = 'mail to ada@example.com';
const hides = (options: Partial<RedactionOptions>): boolean => createRedactor(options).redactText(text, 'log') !== text;

describe('createTextFinders', () => {
  it('has the rules for personal data with the preset pii and in strict only, and those that are not off', () => {
    assert.equal(hides({}), false);
    assert.equal(hides({ presets: ['pii'] }), true);
    assert.equal(hides({ mode: 'strict' }), true);
    assert.equal(hides({ mode: 'strict', rules: { email: 'off' } }), false);
  });
});
