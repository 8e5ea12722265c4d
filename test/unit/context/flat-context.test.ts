/** The context of a request beside that of the API: whatever is set and deleted, both give the same values. */
import assert from 'node:assert/strict';
import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { FlatContext } from '../../../src/context/flat-context.js';

const keys = ['a', 'b', 'c', 'd'].map((name) => Symbol(name));
const key = fc.constantFrom(...keys);
// a key may be a value, too
const change = fc.oneof(
  fc.record({ key, value: fc.oneof(fc.integer(), fc.constant(undefined), key) }),
  fc.record({ key }),
);

const apply = (context: Context, made: { key: symbol; value?: unknown }): Context =>
  'value' in made ? context.setValue(made.key, made.value) : context.deleteValue(made.key);
const valuesOf = (context: Context): unknown[] => keys.map((each) => context.getValue(each));

describe('flat context', () => {
  it('gives what the context of the API gives, and so do all that it was made from', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const flat: Context[] = [new FlatContext([])];
        const usual: Context[] = [ROOT_CONTEXT];
        for (const each of changes) {
          flat.push(apply(flat.at(-1)!, each));
          usual.push(apply(usual.at(-1)!, each));
        }
        assert.deepEqual(flat.map(valuesOf), usual.map(valuesOf));
      }),
      { seed: 4 },
    );
  });
});
