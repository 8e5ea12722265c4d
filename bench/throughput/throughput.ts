/** Requests per second, CPU per request and latency of a plain http and of an Express service, and what they deliver meanwhile. */
import { createPlacement } from '../support/cores.js';
import type { VariantName } from '../support/installations.js';
import { interleave } from '../support/rounds.js';
import { number } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { measureDelivery, type Delivered } from './delivery.js';
import { connectionCount, measureLoad, type LoadTimes, type UnderLoad } from './measure-load.js';
import { serviceCases, startReceiver, type Bed, type ServiceCase } from './services.js';
import { drawTables, type Row } from './tables.js';

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
  const measuredOf = (app: string, variant: VariantName): readonly UnderLoad[] =>
    serviceCases.filter((other) => other.app === app && other.variant === variant).slice(0, 1).flatMap((first) => results.get(first) ?? []);
  const rows = serviceCases.map((service): Row => ({
    service,
    delivered: delivered.get(service) ?? { spans: 0, logs: 0 },
    measured: results.get(service) ?? [],
    bare: measuredOf(service.app, 'bare'),
    upstream: measuredOf(service.app, 'upstream'),
  }));
  const markdown = [
    `${count} interleaved rounds of ${number(times.measuredMs / 1000, 1)} s after ${number(times.warmUpMs / 1000, 1)} s of warm-up; ${connectionCount} keep-alive connections; ${bed.placement.note}; median ± median absolute deviation, shares of bare taken round by round.`,
    ...drawTables(rows),
  ].join('\n\n');
  return { markdown, raw: rows.map(({ service, delivered: atRest, measured }) => ({ app: service.app, variant: service.label, delivered: atRest, measured })) };
}
