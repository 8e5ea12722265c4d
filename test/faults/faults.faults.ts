/** `npm run test:faults`: faults, outages and random kills as a table. */
import { table } from '../../scripts/generate/markdown.js';
import { faultRows, outageRows } from './fault-rows.js';
import { fullScale } from './run-fault.js';
import { stagedRows } from './staged-rows.js';
import { faultsSuite, killsSuite, stagedSuite } from './suites.js';
import { shareOf, sum, type Tally } from './tally.js';

const killCount = Number(process.env['FAULTS_KILLS'] ?? 200);

describe('faults', () => {
  const results: { readonly fault: string; readonly tally: Tally }[] = [];
  const record = (fault: string, tally: Tally): void => void results.push({ fault, tally });
  faultsSuite('collector and disk', faultRows, fullScale, record);
  stagedSuite('shared spool, idle start, blocked thread', stagedRows, record);
  faultsSuite('outages', outageRows, fullScale, record);
  killsSuite(killCount, 2, (kills) => record(`kill -9 at ${killCount} random moments, what had ended 100 ms before`, sum(kills.map(({ tally }) => tally))));

  after(() => {
    const rows = results.map(({ fault, tally: { sent, spans, logs, doubled } }) => [fault, String(sent), shareOf(spans, sent), shareOf(logs, sent), String(doubled)]);
    console.log(`\n${table(['fault', 'sent', 'spans arrived', 'log records arrived', 'doubled'], rows)}\n`);
  });
});
