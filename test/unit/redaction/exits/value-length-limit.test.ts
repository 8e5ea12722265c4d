/** The length limit of attribute values, held against what the SDK does with the same values. */
import { cleanAttributes } from '@opentelemetry/core';
import assert from 'node:assert/strict';
import { createValueCutter } from '../../../../src/redaction/exits/value-length-limit.js';

const attributes = {
  short: 'ab', exact: 'abcd', long: 'abcde', emoji: 'ab😀cd', number: 123456, flag: true, nothing: null,
  list: ['abcdef', 'a', 5, null, ['abcdef']], map: { a: 'abcdef', b: { c: ['abcdef'] } }, bytes: new Uint8Array([1, 2, 3, 4, 5]), empty: '',
};

describe('value length limit', () => {
  for (const limit of [1, 4, 5, 100]) {
    it(`cuts at ${limit} what the SDK cuts`, () => {
      const upstream = cleanAttributes(attributes, { attributeCountLimit: 128, attributeValueLengthLimit: limit }).attributes;
      assert.deepEqual(createValueCutter(limit)(attributes), upstream);
    });
  }

  it('gives the same object when nothing is too long, and without a limit', () => {
    assert.equal(createValueCutter(6)(attributes), attributes);
    const bytes = { bytes: new Uint8Array(5) };
    assert.equal(createValueCutter(5)(bytes), bytes);
    assert.notEqual(createValueCutter(5)(attributes), attributes);
    for (const none of [undefined, 0, -1, Infinity]) assert.equal(createValueCutter(none)(attributes), attributes);
  });

  it('leaves the values of the app alone', () => {
    const given = { list: ['abcdef'], map: { a: 'abcdef' } };
    createValueCutter(1)(given);
    assert.deepEqual(given, { list: ['abcdef'], map: { a: 'abcdef' } });
  });
});
