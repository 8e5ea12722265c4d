/** The same raw requests to the same app under upstream and under ours: what anybody can see of them is the same, but for one table. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createCertificates } from '../collector/certificates.js';
import { describe as describeDifference, findDifferences, rowOf } from './compare.js';
import { groups } from './groups.js';
import { intendedDifferences, type IntendedDifference } from './intended-differences.js';
import { observe, type Observation } from './observe.js';
import { runAgent } from './run-agent.js';
import type { Scenario } from './scenario.js';

describe('as upstream', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'differential-'));
  const certificates = createCertificates(folder);
  const seenRows = new Set<IntendedDifference>();
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { name, env, scenarios } of groups) {
    describe(name, () => {
      const runnable = scenarios.filter((scenario) => certificates !== undefined || !needsCertificates(scenario));
      const seen: { upstream?: ReadonlyMap<string, Observation>; ours?: ReadonlyMap<string, Observation> } = {};

      before(async () => {
        const options = { env, scenarios: runnable, certificates };
        const [upstream, ours] = await Promise.all([runAgent('upstream', options), runAgent('ours', options)]);
        Object.assign(seen, { upstream: observe(upstream, runnable), ours: observe(ours, runnable) });
      });

      for (const title of [...runnable.map((scenario) => scenario.name), 'what belongs to no scenario', 'metrics']) {
        it(shorten(title), () => {
          const meant = findDifferences(seen.upstream?.get(title), seen.ours?.get(title)).map((difference) => ({ difference, row: rowOf(difference, title) }));
          for (const { row } of meant) if (row !== undefined) seenRows.add(row);
          const others = meant.filter(({ row }) => row === undefined).map(({ difference }) => describeDifference(difference));
          assert.deepEqual(others, [], `\n  ${others.join('\n  ')}`);
        });
      }
    });
  }

  it('every row of the table still occurs', () => {
    assert.deepEqual(intendedDifferences.filter((row) => !seenRows.has(row)).map(({ reason, path: where }) => `${where} ${reason}`), []);
  });
});

function needsCertificates(scenario: Scenario): boolean {
  return 'steps' in scenario ? scenario.server === 'https' || /X-Do: call.* https-/.test(String(scenario.steps[0])) : scenario.call.startsWith('https-');
}

function shorten(title: string): string {
  return title.length > 120 ? `${title.slice(0, 120)}… (${title.length})` : title;
}
