/** `npm run test:faults`: the ten endings as a table, ours beside upstream's. */
import { table } from '../../scripts/generate/markdown.js';
import { installedUpstream, ours } from './agents.js';
import { collectorStates, endingRows, type CollectorState, type EndingResult, type EndingRow } from './ending-rows.js';
import { endingsSuite } from './suites.js';
import { shareOf } from './tally.js';

const upstream = installedUpstream();
const agents = upstream === undefined ? [ours] : [ours, upstream];

describe('endings', () => {
  const results = new Map<string, EndingResult>();
  const columns = agents.flatMap(({ name }) => collectorStates.map((state) => ({ name, state })));
  const keyOf = (row: EndingRow, name: string, state: CollectorState): string => `${row.title}, ${name}, ${state}`;
  for (const agent of agents) endingsSuite(agent, (row, state, result) => results.set(keyOf(row, agent.name, state), result));

  after(() => {
    const cells = (row: EndingRow): string[] =>
      columns.flatMap(({ name, state }) => {
        const later = results.get(keyOf(row, name, state))?.later;
        return later === undefined ? ['–', '–'] : [shareOf(later.spans, later.sent), shareOf(later.logs, later.sent)];
      });
    const header = ['ending', ...columns.flatMap(({ name, state }) => [`${name}: spans, collector ${state}`, 'log records'])];
    console.log(`\n${table(header, endingRows.map((row) => [row.title, ...cells(row)]))}\n`);
  });
});
