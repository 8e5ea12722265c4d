/** The version constant is the one of package.json. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { distroName, distroVersion } from '../../../src/support/version.js';

describe('version', () => {
  it('equals package.json', () => {
    const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(text);
    assert.deepEqual([distroName, distroVersion], [name, version]);
  });
});
