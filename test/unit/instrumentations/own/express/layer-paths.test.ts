/** Routes of stored paths: those that upstream's functions find. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { noPaths } from '../../../../../src/instrumentations/own/express/layer-paths.js';
import { storedPaths, upstreamUtils } from './upstream-utils.js';

const path = fc.oneof(
  fc.constantFrom('/', '', '*', '/*', '/{*rest}', '/{*a}x', '/api', '/api/', '//x', 'orders', '/:id', '/a,/b', '/^\\/(\\d+)$/i', '/[a-c]+x/', '/files/*path', '7'),
  fc.string({ unit: fc.constantFrom('/', '*', ':', 'a', '{', '}', ',', '[', '\\'), maxLength: 5 }),
);

describe('layerPaths', () => {
  it('make the routes of upstream', () =>
    fc.assert(
      fc.property(fc.array(path, { maxLength: 4 }), fc.option(path, { nil: undefined }), (paths, other) => {
        const known = paths.reduce((above, one) => above.below(one), noPaths);
        const ofUrl = (originalUrl: string): void => {
          const request = { [storedPaths]: paths, originalUrl };
          assert.equal(known.text, upstreamUtils.getConstructedRoute(request));
          assert.equal(known.routeOf(originalUrl), upstreamUtils.getActualMatchedRoute(request));
        };
        for (const url of ['/', '/api/orders', known.text, `/${known.text}?a=b`, `${other ?? ''}`]) ofUrl(url);
      }),
      { seed: 7, numRuns: 2000 },
    ));

  it('are the same object for the same paths, and lead back', () => {
    const below = noPaths.below('/a').below('/b');
    assert.equal(noPaths.below('/a').below('/b'), below);
    assert.deepEqual([below.above, below.above.above, noPaths.above], [noPaths.below('/a'), noPaths, noPaths]);
  });

  it('of an app that makes ever new ones are forgotten', () => {
    const first = noPaths.below('/new');
    for (let index = 0; index < 3000; index++) noPaths.below(`/new-${index}`);
    const again = noPaths.below('/new');
    assert.notEqual(again, first);
    assert.equal(again, noPaths.below('/new'));
    assert.equal(again.above, first.above);
  });
});
