/** What is ours follows upstream by hand: an update of what it follows must be looked at. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';
import { pinnedUpstream } from './pinned-upstream.js';

const advice = [
  'Our spans and our http instrumentation do what upstream does, so an update of upstream has to be followed by hand:',
  '1. read its changelog from the one version to the other (releases of open-telemetry/opentelemetry-js, for express those of opentelemetry-js-contrib);',
  '2. compare its sources, node_modules/<package>/dist of both versions, with src/tracer and src/http, and follow what is visible outside;',
  '3. npm run build && npx mocha test/differential/differential.test.ts, with new scenarios for what is new;',
  '4. what shall differ gets a row in test/differential/intended-differences.ts;',
  '5. then write the new version into test/differential/pinned-upstream.ts.',
].join('\n  ');

describe('upstream as it was last compared', () => {
  for (const [name, version] of Object.entries(pinnedUpstream)) {
    it(`${name} ${version}`, () => {
      const { version: installed } = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
      assert.equal(installed, version, `${name} went from ${version} to ${installed}. ${advice}`);
    });
  }
});
