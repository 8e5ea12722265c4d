/** Makes mocha tests of the rows, for the short run within `npm test` and for `npm run test:faults`. */
import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import { ours, type Agent } from './agents.js';
import { checkEnding, collectorStates, endingRows, runEnding, type CollectorState, type EndingResult, type EndingRow } from './ending-rows.js';
import { defaultSeed, planKills, runKill, type KillResult } from './kills.js';
import { runAhead } from './run-ahead.js';
import { checkFault, runFault, type FaultRow, type Scale } from './run-fault.js';
import { checkStaged, runStaged, type StagedRow } from './staged-rows.js';
import type { Tally } from './tally.js';

/** The rows mostly wait, so that a few may do it at the same time. */
const width = 4;
const slowRowTimeoutMs = 180_000;

/** What others deliver is recorded, and not checked. */
export function endingsSuite(agent: Agent = ours, record: (row: EndingRow, state: CollectorState, result: EndingResult) => void = () => undefined): void {
  for (const state of collectorStates) {
    describe(`endings of ${agent.name}, the collector ${state}`, () => {
      const resultOf = runAhead(endingRows, width, (row) => runEnding(row, state, agent));
      for (const row of endingRows) {
        it(row.title, async () => {
          const result = await resultOf(row);
          record(row, state, result);
          if (agent === ours) checkEnding(row, result);
        });
      }
    });
  }
}

export type RecordFault = (row: Pick<FaultRow, 'fault' | 'agent'>, tally: Tally, spooledBytes?: number) => void;

export function faultsSuite(title: string, rows: readonly FaultRow[], scale: Scale, record: RecordFault = () => undefined): void {
  describe(title, function () {
    this.timeout(slowRowTimeoutMs + Math.max(...rows.map((row) => durationMs(row.scale ?? scale))));
    const resultOf = runAhead(rows, width, (row) => runFault(row, scale));
    for (const row of rows) {
      const { agent = ours } = row;
      it(agent === ours ? row.fault : `${row.fault} (${agent.name})`, async function () {
        const run = await resultOf(row);
        if ('missing' in run) return skip(this, run.missing);
        record(row, run.tally, run.spooledBytes);
        if (agent === ours) checkFault(row, run);
      });
    }
  });
}

export function stagedSuite(title: string, rows: readonly StagedRow[], record: RecordFault = () => undefined): void {
  describe(title, () => {
    const resultOf = runAhead(rows, width, runStaged);
    for (const row of rows) {
      it(row.fault, async () => {
        const result = await resultOf(row);
        record(row, result);
        checkStaged(result);
      });
    }
  });
}

/** `FAULTS_SEED=$RANDOM` kills at other moments. */
export function killsSuite(count: number, parallel: number, agent: Agent = ours, record: (results: readonly KillResult[]) => void = () => undefined): void {
  const seed = Number(process.env['FAULTS_SEED'] ?? defaultSeed);
  describe(`kills of ${agent.name}`, () => {
    it(`kill -9 at ${count} random moments (seed ${seed}): all that had ended 100 ms before arrives`, async function () {
      this.timeout(count * 10_000);
      const plan = planKills(count, seed);
      const resultOf = runAhead(plan, parallel, (kill) => runKill(kill, agent));
      const results: KillResult[] = [];
      for (const kill of plan) results.push(await resultOf(kill));
      record(results);
      if (agent !== ours) return;
      const complaints = results.flatMap(({ complaint }, index) => (complaint === undefined ? [] : [`kill ${index}: ${complaint}`]));
      assert.equal(complaints.length, 0, `${complaints.length} of ${count} kills lost something:\n  ${complaints.slice(0, 10).join('\n  ')}`);
    });
  });
}

function durationMs({ count, perSecond }: Scale): number {
  return (1000 * count) / perSecond;
}

/** What cannot be had everywhere, such as rights to mount, is left out with the reason. */
function skip(test: Context, missing: string): void {
  if (test.test !== undefined) test.test.title += ` (skipped: ${missing})`;
  test.skip();
}

