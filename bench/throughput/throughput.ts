/** Requests per second and CPU per request of a plain http and of an Express service, and what they deliver meanwhile. */
import { table } from '../../scripts/generate/markdown.js';
import { createPlacement } from '../support/cores.js';
import { interleave } from '../support/rounds.js';
import { median, number, pairwise, withNoise } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { measureDelivery, type Delivered } from './delivery.js';
import { connectionCount, measureLoad, type LoadTimes, type UnderLoad } from './measure-load.js';
import { serviceCases, startReceiver, type Bed, type ServiceCase } from './services.js';

export const throughput: Subject = { name: 'throughput', title: 'Throughput', measure };

const fullRun = { rounds: 5, warmUpMs: 3000, measuredMs: 4000 };
const quickRun = { rounds: 2, warmUpMs: 300, measuredMs: 500 };

async function measure({ node, variants, rounds, quick, progress }: Bench): Promise<Outcome> {
  const run = quick ? quickRun : fullRun;
  const count = rounds ?? run.rounds;
  const placement = createPlacement();
  const receiver = await startReceiver(placement);
  try {
    return await measureOn({ node, variants, placement, receiver }, count, run, progress);
  } finally {
    await receiver.end();
  }
}

async function measureOn(bed: Bed, count: number, times: LoadTimes, progress: Bench['progress']): Promise<Outcome> {
  const delivered = new Map<ServiceCase, Delivered>();
  progress('throughput: what arrives per request');
  for (const service of serviceCases) delivered.set(service, await measureDelivery(bed, service));
  const results = await interleave(serviceCases, count, (service) => measureLoad(bed, service, times), (round) => progress(`throughput: round ${round + 1} of ${count}`));
  const rows = serviceCases.map((service): Row => {
    const bare = serviceCases.find((other) => other.app === service.app && other.variant === 'bare') ?? service;
    return { service, delivered: delivered.get(service) ?? { spans: 0, logs: 0 }, measured: results.get(service) ?? [], bare: results.get(bare) ?? [] };
  });
  const markdown = [
    `${count} interleaved rounds of ${number(times.measuredMs / 1000, 1)} s after ${number(times.warmUpMs / 1000, 1)} s of warm-up; ${connectionCount} keep-alive connections; ${bed.placement.note}; median ± median absolute deviation, shares of bare taken round by round.`,
    table(header, rows.map(cellsOf)),
    '"Core" near 1 means that the service was the limit. "Spans" and "logs" are per request when the service has time; "delivered" is the share of them that arrived under full load.',
  ].join('\n\n');
  return { markdown, raw: rows.map(({ service, delivered: atRest, measured }) => ({ app: service.app, variant: service.label, delivered: atRest, measured })) };
}

interface Row {
  readonly service: ServiceCase;
  readonly delivered: Delivered;
  readonly measured: readonly UnderLoad[];
  /** The bare service in the same rounds. */
  readonly bare: readonly UnderLoad[];
}

const header = ['service', 'variant', 'requests/s', 'of bare', 'CPU µs/request', 'of bare by CPU', 'core', 'peak RSS MB', 'spans', 'logs', 'delivered', 'OTLP bytes/request'];

function cellsOf({ service, delivered, measured, bare }: Row): string[] {
  const all = (pick: (one: UnderLoad) => number, from = measured): number[] => from.map(pick);
  const ofBare = (pick: (one: UnderLoad) => number, combine: (value: number, bareValue: number) => number): string =>
    service.variant === 'bare' ? '–' : `${number(100 * median(pairwise(all(pick), all(pick, bare), combine)), 0)} %`;
  const due = delivered.spans + delivered.logs;
  const arrived = median(all((one) => one.delivered.spans + one.delivered.logs));
  return [
    service.app,
    service.label,
    withNoise(all((one) => one.requestsPerSecond), 0),
    ofBare((one) => one.requestsPerSecond, (value, bareValue) => value / bareValue),
    withNoise(all((one) => one.cpuUsPerRequest), 1),
    ofBare((one) => one.cpuUsPerRequest, (value, bareValue) => bareValue / value),
    number(median(all((one) => one.coreShare)), 2),
    number(median(all((one) => one.peakRssMb)), 0),
    number(delivered.spans, 2),
    number(delivered.logs, 2),
    due === 0 ? '–' : `${number((100 * arrived) / due, 0)} %`,
    number(median(all((one) => one.exportedBytesPerRequest)), 0),
  ];
}
