/** The same frozen attributes of measurements: looked at once, and never once too seldom. */
import type { Attributes } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { addRedaction } from '../../../../src/redaction/add-redaction.js';
import { createMetricAttributesRedaction } from '../../../../src/redaction/exits/redact-metric-attributes.js';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import { canary, createCanaryRedactor, hidden } from './canary-redactor.js';

/** It copies what is deep, as that of the distro does. */
function createCopyingRedactor() {
  const copying = createRedactor();
  return { ...createCanaryRedactor(), ownCopy: copying.ownCopy.bind(copying) };
}

describe('the same frozen attributes of measurements', () => {
  it('are walked once, and again when the callbacks are others', () => {
    const redact = createMetricAttributesRedaction(createCanaryRedactor());
    let walks = 0;
    const attributes = new Proxy(Object.freeze({ a: 'x', b: 1 }), { ownKeys: (target) => (walks++, Reflect.ownKeys(target)) });
    const left = redact(attributes);
    const once = walks;
    assert.ok(once > 0);
    for (let time = 0; time < 5; time++) assert.equal(redact(attributes), left);
    assert.equal(walks, once);
    addRedaction((value) => value)();
    assert.deepEqual(redact(attributes), left);
    assert.ok(walks > once);
  });

  it('give what others of the same content give', () => {
    const redact = createMetricAttributesRedaction(createCanaryRedactor());
    const left = redact(Object.freeze({ a: 'x' }));
    assert.ok(Object.isFrozen(left));
    for (const same of [Object.freeze({ a: 'x' }), { a: 'x' }]) assert.equal(redact(same), left);
  });

  it('are asked again for what their getters give', () => {
    const redact = createMetricAttributesRedaction(createCanaryRedactor());
    let value = 'clean';
    const attributes = Object.freeze({ get a() { return value; } });
    for (let time = 0; time < 3; time++) assert.deepEqual(redact(attributes), { a: 'clean' });
    value = canary;
    assert.deepEqual(redact(attributes), { a: hidden });
  });

  it('are looked at again where they hold a list or a map', () => {
    const redact = createMetricAttributesRedaction(createCopyingRedactor());
    const list = ['clean'];
    const map = { b: 'clean' };
    const rows = [{ list }, { map }].map((row) => Object.freeze(row) as Attributes);
    for (const row of rows) for (let time = 0; time < 3; time++) assert.deepEqual(redact(row), row);
    list[0] = canary;
    map.b = canary;
    assert.deepEqual(rows.map(redact), [{ list: [hidden] }, { map: { b: hidden } }]);
  });

  it('are looked at again where they were not frozen when they were first looked at', () => {
    const redact = createMetricAttributesRedaction(createCanaryRedactor());
    const attributes: Attributes = { a: 'clean' };
    for (let time = 0; time < 2; time++) assert.deepEqual(redact(attributes), { a: 'clean' });
    attributes['a'] = canary;
    assert.deepEqual(redact(Object.freeze(attributes)), { a: hidden });
  });

  it('are hidden and counted each time', () => {
    const redactor = createCanaryRedactor();
    const redact = createMetricAttributesRedaction(redactor);
    const attributes = Object.freeze({ a: canary, b: 1 });
    for (let time = 0; time < 3; time++) assert.deepEqual(redact(attributes), { a: hidden, b: 1 });
    assert.deepEqual(redactor.counts.all().map(({ count }) => count), [3]);
  });

  it('are shown to callbacks that are added later, and are as before when these are gone', () => {
    const redact = createMetricAttributesRedaction(createRedactor());
    const attributes = Object.freeze({ 'customer.name': 'Ada' });
    for (let time = 0; time < 2; time++) assert.deepEqual(redact(attributes), { 'customer.name': 'Ada' });
    const undo = addRedaction((value, { key }) => (key === 'customer.name' ? 'A.' : value));
    try {
      for (let time = 0; time < 2; time++) assert.deepEqual(redact(attributes), { 'customer.name': 'A.' });
    } finally {
      undo();
    }
    assert.deepEqual(redact(attributes), { 'customer.name': 'Ada' });
  });
});
