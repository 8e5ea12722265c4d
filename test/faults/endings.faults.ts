/** `npm run test:faults`: the ten endings as a table. */
import { table } from '../../scripts/generate/markdown.js';
import { collectorStates, endingRows, type CollectorState, type EndingResult, type EndingRow } from './ending-rows.js';
import { endingsSuite } from './suites.js';
import { shareOf } from './tally.js';

describe('endings', () => {
  const results = new Map<string, EndingResult>();
  const keyOf = (row: EndingRow, state: CollectorState): string => `${row.title}, ${state}`;
  endingsSuite((row, state, result) => results.set(keyOf(row, state), result));

  after(() => {
    const cells = (row: EndingRow): string[] =>
      collectorStates.flatMap((state) => {
        const later = results.get(keyOf(row, state))?.later;
        return later === undefined ? ['–', '–'] : [shareOf(later.spans, later.sent), shareOf(later.logs, later.sent)];
      });
    const header = ['ending', ...collectorStates.flatMap((state) => [`spans, collector ${state}`, 'log records'])];
    console.log(`\n${table(header, endingRows.map((row) => [row.title, ...cells(row)]))}\n`);
  });
});
