/** Names and attributes of layers: those that upstream's functions find, also where the layer changes. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { noPaths } from '../../../../../src/instrumentations/own/express/layer-paths.js';
import { createLayerSpans, type Layer } from '../../../../../src/instrumentations/own/express/layer-spans.js';
import { upstreamUtils } from './upstream-utils.js';

type Changing = { -readonly [Key in keyof Layer]: Layer[Key] };

const path = fc.constantFrom('/', '', '/api', '/:id');
const route = fc.record({ name: fc.constant('bound dispatch'), route: fc.record({ path: fc.oneof(path, fc.constant(/x/)) }) });
const stackOf = (layer: fc.Arbitrary<Layer>): fc.Arbitrary<Layer> => fc.record({ name: fc.constant('router'), handle: fc.record({ stack: fc.array(layer, { maxLength: 2 }) }) });
const layer: fc.Arbitrary<Layer> = fc.record({
  name: fc.constantFrom('router', 'bound dispatch', 'handle', 'authenticate', '<anonymous>'),
  path: fc.constantFrom(undefined, '', '/x'),
  handle: fc.option(fc.record({ stack: fc.array(fc.oneof(route, stackOf(route), stackOf(stackOf(route))), { maxLength: 2 }) }), { nil: undefined }),
});

describe('createLayerSpans', () => {
  it('names layers as upstream does', () =>
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), fc.array(path, { maxLength: 2 }), fc.option(path, { nil: undefined }), (states, paths, layerPath) => {
        const changing: Changing = { name: '' };
        const spanOf = createLayerSpans({ layer: changing, layerPath, isIgnored: (name) => name.endsWith('d'), toOptions: (attributes) => ({ attributes }) });
        const known = paths.reduce((above, one) => above.below(one), noPaths);
        for (const state of states) {
          Object.assign(changing, { handle: undefined }, state);
          for (const where of [known, noPaths, known]) {
            const expected = upstreamUtils.getLayerMetadata(where.text, state, layerPath);
            const { spanName, type, isIgnored, optionsOf } = spanOf(where);
            assert.deepEqual([spanName, type, isIgnored], [expected.name, expected.attributes['express.type'], expected.name.endsWith('d')]);
            assert.deepEqual(optionsOf(undefined).attributes, expected.attributes);
            assert.deepEqual(optionsOf('/x').attributes, { 'http.route': '/x', ...expected.attributes });
          }
        }
      }),
      { seed: 7, numRuns: 1000 },
    ));

  it('makes them once', () => {
    const spanOf = createLayerSpans({ layer: { name: 'authenticate' }, layerPath: '/', isIgnored: () => false, toOptions: (attributes) => ({ attributes }) });
    const [one, other] = [noPaths.below('/one'), noPaths.below('/other')];
    const first = spanOf(one);
    assert.notEqual(spanOf(other), first);
    assert.equal(spanOf(one), first);
    assert.equal(first.optionsOf('/one'), first.optionsOf('/one'));
  });
});
