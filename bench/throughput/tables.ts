/** The tables of the throughput benchmark. */
import { table } from '../../scripts/generate/markdown.js';
import { median, number, pairwise, withNoise } from '../support/statistics.js';
import type { Delivered } from './delivery.js';
import type { UnderLoad } from './measure-load.js';
import { titleOf, type ServiceCase } from './services.js';

export interface Row {
  readonly service: ServiceCase;
  readonly delivered: Delivered;
  readonly measured: readonly UnderLoad[];
  /** The same service in the same rounds. */
  readonly bare: readonly UnderLoad[];
  readonly upstream: readonly UnderLoad[];
}

type Pick = (one: UnderLoad) => number;

export function drawTables(rows: readonly Row[]): string[] {
  const draw = (header: readonly string[], cellsOf: (row: Row) => readonly string[], which = rows): string =>
    table(['service', 'variant', ...header], which.map((row) => [titleOf(row.service), row.service.label, ...cellsOf(row)]));
  return [
    draw(['requests/s', 'of bare', 'CPU µs/request', 'of bare by CPU', 'core', 'peak RSS MB', 'over bare', 'spans', 'logs', 'delivered', 'OTLP bytes/request'], workCells),
    '"Core" near 1 means that the service was the limit. "Spans" and "logs" are per request when the service has time; "delivered" is the share of them that arrived under full load.',
    'CPU time by thread, µs per request. "Others" are V8\'s helpers, which collect garbage and compile, and libuv\'s:',
    draw(['whole process', 'app thread', 'courier', 'others'], threadCells),
    'Latency in ms, at full load and as the load sees it:',
    draw(['p50', 'p99', 'p99.9', 'highest of all rounds', 'p99 over bare'], latencyCells),
    'Ours over upstream, taken round by round:',
    draw(['requests/s', 'CPU/request', 'app thread/request', 'peak RSS', 'p50', 'p99', 'p99.9'], againstUpstream, rows.filter(({ service }) => service.variant === 'ours')),
  ];
}

function workCells({ service, delivered, measured, bare }: Row): string[] {
  const all = (pick: Pick): number[] => measured.map(pick);
  const ofBare = (pick: Pick, isCost: boolean): string => {
    const shares = ratios(measured, bare, pick).map((ratio) => (isCost ? 1 / ratio : ratio));
    return service.variant === 'bare' ? '–' : `${number(100 * median(shares), 0)} %`;
  };
  const due = delivered.spans + delivered.logs;
  const arrived = median(all((one) => one.delivered.spans + one.delivered.logs));
  return [
    withNoise(all((one) => one.requestsPerSecond), 0),
    ofBare((one) => one.requestsPerSecond, false),
    withNoise(all((one) => one.cpuUsPerRequest), 1),
    ofBare((one) => one.cpuUsPerRequest, true),
    number(median(all((one) => one.coreShare)), 2),
    number(median(all(peakRss)), 0),
    service.variant === 'bare' ? '–' : number(median(pairwise(all(peakRss), bare.map(peakRss), (mb, bareMb) => mb - bareMb)), 0),
    number(delivered.spans, 2),
    number(delivered.logs, 2),
    due === 0 ? '–' : `${number((100 * arrived) / due, 0)} %`,
    number(median(all((one) => one.exportedBytesPerRequest)), 0),
  ];
}

function threadCells({ measured }: Row): string[] {
  const of = (pick: Pick): string => orNone(measured.map(pick), (values) => withNoise(values, 1));
  return [of((one) => one.cpuUsPerRequest), of(appThread), of((one) => one.threads?.courierUs ?? Number.NaN), of((one) => one.threads?.otherUs ?? Number.NaN)];
}

function latencyCells({ service, measured, bare }: Row): string[] {
  const of = (pick: Pick): string => withNoise(measured.map(pick), 2);
  const highest = Math.max(...measured.map(({ latencies }) => latencies.maxMs));
  const overBare = service.variant === 'bare' ? '–' : times(ratios(measured, bare, p99));
  return [of(p50), of(p99), of(p999), number(highest, 1), overBare];
}

function againstUpstream({ measured, upstream }: Row): string[] {
  const picks: readonly Pick[] = [(one) => one.requestsPerSecond, (one) => one.cpuUsPerRequest, appThread, peakRss, p50, p99, p999];
  return picks.map((pick) => orNone(ratios(measured, upstream, pick), times));
}

const p50: Pick = ({ latencies }) => latencies.p50Ms;
const p99: Pick = ({ latencies }) => latencies.p99Ms;
const p999: Pick = ({ latencies }) => latencies.p999Ms;
const peakRss: Pick = ({ peakRssMb }) => peakRssMb;
const appThread: Pick = ({ threads }) => threads?.appUs ?? Number.NaN;

function ratios(measured: readonly UnderLoad[], others: readonly UnderLoad[], pick: Pick): number[] {
  return pairwise(measured.map(pick), others.map(pick), (value, other) => value / other);
}

function times(values: readonly number[]): string {
  return `${withNoise(values, 2)} ×`;
}

/** What this system does not tell. */
function orNone(values: readonly number[], draw: (values: readonly number[]) => string): string {
  return values.some(Number.isNaN) ? '–' : draw(values);
}
