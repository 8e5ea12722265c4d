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
import { agents, runAgent } from './run-agent.js';
import type { Scenario } from './scenario.js';

const { upstream, ours, oursSlow } = agents;

describe('as upstream', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'differential-'));
  const certificates = createCertificates(folder);
  const seenRows = new Set<IntendedDifference>();
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { name, env, scenarios, comparesSlowPath } of groups) {
    describe(name, () => {
      const runnable = scenarios.filter((scenario) => certificates !== undefined || !needsCertificates(scenario));
      const compared = { ours, ...(comparesSlowPath === true && { 'ours, fast path off': oursSlow }) };
      const seen = new Map<string, ReadonlyMap<string, Observation>>();

      before(async () => {
        const runs = Object.entries({ upstream, ...compared }).map(async ([agent, how]) => {
          seen.set(agent, observe(await runAgent(how, { env, scenarios: runnable, certificates }), runnable));
        });
        await Promise.all(runs);
      });

      for (const title of [...runnable.map((scenario) => scenario.name), 'what belongs to no scenario', 'metrics']) {
        it(shorten(title), () => {
          const others: string[] = [];
          for (const agent of Object.keys(compared)) {
            for (const difference of findDifferences(seen.get('upstream')?.get(title), seen.get(agent)?.get(title))) {
              const row = rowOf(difference, title, name);
              if (row === undefined) others.push(describeDifference(difference, agent));
              else seenRows.add(row);
            }
          }
          if (others.length > 0) assert.fail(`what differs is meant, then it needs a row in intended-differences.ts, or it is a fault:\n  ${others.join('\n  ')}`);
        });
      }
    });
  }

  // a suite of its own, so that it runs behind the others
  describe('the table', () => {
    for (const row of intendedDifferences) it(`still occurs: ${row.reason}`, () => assert.ok(seenRows.has(row), 'take the row away'));
  });
});

function needsCertificates(scenario: Scenario): boolean {
  return 'steps' in scenario ? scenario.server === 'https' || /X-Do: calls? .*https-/.test(String(scenario.steps[0])) : scenario.call.startsWith('https-');
}

function shorten(title: string): string {
  return title.length > 120 ? `${title.slice(0, 120)}… (${title.length})` : title;
}
