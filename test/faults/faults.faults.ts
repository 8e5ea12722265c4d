/** `npm run test:faults`: faults, outages and random kills as a table, ours beside upstream's. */
import { table } from '../../scripts/generate/markdown.js';
import { installedUpstream, ours } from './agents.js';
import { collectorRows, faultRows, longOutageRow, outageRows } from './fault-rows.js';
import { memorySuite } from './memory.js';
import { fullScale, type FaultRow } from './run-fault.js';
import { stagedRows } from './staged-rows.js';
import { faultsSuite, killsSuite, stagedSuite, type RecordFault } from './suites.js';
import { percentOf, shareOf, sum, type Tally } from './tally.js';

const killCount = Number(process.env['FAULTS_KILLS'] ?? 200);
/** Upstream loses so much that a few tell how much. */
const upstreamKillCount = Math.min(killCount, 20);
/** `FAULTS_LONG=1` plays the ten minutes and the million requests as well. */
const isLong = process.env['FAULTS_LONG'] === '1';

interface Line {
  readonly fault: string;
  ours?: Tally;
  upstream?: Tally;
}

describe('faults', () => {
  const upstream = installedUpstream();
  const lines = new Map<string, Line>();
  const spooled: string[] = [];
  const record: RecordFault = ({ fault, agent = ours }, tally, spooledBytes = 0) => {
    const line = lines.get(fault) ?? { fault };
    lines.set(fault, { ...line, [agent === ours ? 'ours' : 'upstream']: tally });
    if (agent === ours && spooledBytes > 1e6) spooled.push(`${fault}: ${(spooledBytes / 1e6).toFixed(1)} MB were in the spool when it ended.`);
  };
  const both = (rows: readonly FaultRow[]): FaultRow[] => rows.flatMap((row) => (upstream === undefined ? [row] : [row, { ...row, agent: upstream }]));
  faultsSuite('collector', both(collectorRows), fullScale, record);
  faultsSuite('disk', faultRows.filter((row) => !collectorRows.includes(row)), fullScale, record);
  stagedSuite('shared spool, idle start, blocked thread', stagedRows, record);
  faultsSuite('outages', both(outageRows), fullScale, record);
  if (isLong) {
    faultsSuite('long outage', both([longOutageRow]), fullScale, record);
    memorySuite(1_000_000);
  }
  const fault = `kill -9 at ${killCount} random moments, what had ended 100 ms before`;
  killsSuite(killCount, 2, ours, (kills) => record({ fault }, sum(kills.map(({ tally }) => tally))));
  if (upstream !== undefined) killsSuite(upstreamKillCount, 2, upstream, (kills) => record({ fault, agent: upstream }, sum(kills.map(({ tally }) => tally))));

  after(() => {
    const header = ['fault', 'sent', 'spans arrived', 'log records arrived', 'doubled', `${upstream?.name ?? 'upstream'}: spans`, 'log records', 'doubled'];
    console.log(`\n${table(header, [...lines.values()].map(cellsOf))}\n\n${spooled.join('\n')}\n`);
  });
});

function cellsOf(line: Line): string[] {
  const { fault, ours: our, upstream: their } = line;
  const ourCells = our === undefined ? ['–', '–', '–', '–'] : [String(our.sent), shareOf(our.spans, our.sent), shareOf(our.logs, our.sent), String(our.doubled)];
  const theirCells = their === undefined ? ['–', '–', '–'] : [percentOf(their.spans, their.sent), percentOf(their.logs, their.sent), String(their.doubled)];
  return [fault, ...ourCells, ...theirCells];
}
