/** What is remembered of the attributes of measurements: of those that cannot change, and of no others. */
import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { rememberedHash } from '../../../src/metrics/remembered-hash.js';

const asked: Attributes[] = [];
const hash = (attributes: Attributes): string => {
  asked.push(attributes);
  return JSON.stringify(attributes);
};

describe('remembered hash', () => {
  beforeEach(() => asked.splice(0));

  it('is made once for what is frozen', () => {
    const attributes = Object.freeze({ route: '/a' });
    for (let time = 0; time < 3; time++) assert.equal(rememberedHash(attributes, hash), '{"route":"/a"}');
    assert.equal(asked.length, 1);
  });
  it('is made each time for what may change', () => {
    const attributes = { route: '/a' };
    assert.equal(rememberedHash(attributes, hash), '{"route":"/a"}');
    attributes.route = '/b';
    assert.equal(rememberedHash(attributes, hash), '{"route":"/b"}');
  });
  it('is made once where it is the empty text', () => {
    const attributes = Object.freeze({});
    for (let time = 0; time < 2; time++) assert.equal(rememberedHash(attributes, (given) => (hash(given), '')), '');
    assert.equal(asked.length, 1);
  });
});
