/** What a context stamps on a span or log record, and what it leaves to the one that has it already. */
import type { Attributes } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { stamp } from '../../../src/context/context-attributes.js';

describe('the stamp of a context', () => {
  function stamped(own: Attributes, carried: Attributes): Attributes {
    const attributes = { ...own };
    stamp({ attributes, setAttribute: (key, value) => (attributes[key] = value) }, carried);
    return attributes;
  }

  it('leaves what is there already', () => {
    assert.deepEqual(stamped({ tenant: 'blue', none: null }, { tenant: 'red', none: 1, 'request.id': 'r1', missing: undefined }), { tenant: 'blue', none: null, 'request.id': 'r1' });
  });

  it('puts no step of the outer flow on the span of an inner one', () => {
    const inner = { 'flow.id': 'inner-00000000', 'flow.name': 'inner' };
    assert.deepEqual(stamped(inner, { 'flow.id': 'outer-00000000', 'flow.step.name': 'pay', 'request.id': 'r1' }), { ...inner, 'request.id': 'r1' });
  });
});
