/** Requests per second, CPU per request and latency of four services, and what they deliver meanwhile. */
import { createPlacement } from '../support/cores.js';
import type { VariantName } from '../support/installations.js';
import { interleave } from '../support/rounds.js';
import { number } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';
import { measureDelivery, type Delivered } from './delivery.js';
import { connectionCount, measureLoad, type LoadTimes, type UnderLoad } from './measure-load.js';
import { serviceCases, startReceiver, titleOf, type Bed, type ServiceCase } from './services.js';
import { withSurroundings } from './surroundings.js';
import { drawTables, type Row } from './tables.js';

export const throughput: Subject = { name: 'throughput', title: 'Throughput', measure };

const fullRun = { rounds: 5, warmUpMs: 3000, measuredMs: 4000 };
const quickRun = { rounds: 2, warmUpMs: 300, measuredMs: 500 };

async function measure({ node, otherNodes, services, variants, rounds, quick, progress }: Bench): Promise<Outcome> {
  const run = quick ? quickRun : fullRun;
  const count = rounds ?? run.rounds;
  const cases = serviceCases(otherNodes).filter(({ app }) => services.length === 0 || services.includes(app));
  const placement = createPlacement();
  const receiver = await startReceiver(placement);
  try {
    return await withSurroundings(placement, (addresses) => measureOn({ node, addresses, variants, placement, receiver }, cases, count, run, progress));
  } finally {
    await receiver.end();
  }
}

async function measureOn(bed: Bed, allCases: readonly ServiceCase[], count: number, times: LoadTimes, progress: Bench['progress']): Promise<Outcome> {
  const cases = allCases.filter(({ needs }) => needs === undefined || bed.addresses[needs] !== undefined);
  const leftOut = [...new Set(allCases.filter((one) => !cases.includes(one)).map(titleOf))];
  const delivered = new Map<ServiceCase, Delivered>();
  progress('throughput: what arrives per request');
  for (const service of cases) delivered.set(service, await measureDelivery(bed, service));
  const results = await interleave(cases, count, (service) => measureLoad(bed, service, times), (round) => progress(`throughput: round ${round + 1} of ${count}`));
  const measuredOf = (title: string, variant: VariantName): readonly UnderLoad[] =>
    cases.filter((other) => titleOf(other) === title && other.variant === variant).slice(0, 1).flatMap((first) => results.get(first) ?? []);
  const rows = cases.map((service): Row => ({
    service,
    delivered: delivered.get(service) ?? { spans: 0, logs: 0 },
    measured: results.get(service) ?? [],
    bare: measuredOf(titleOf(service), 'bare'),
    upstream: measuredOf(titleOf(service), 'upstream'),
  }));
  const markdown = [
    `${count} interleaved rounds of ${number(times.measuredMs / 1000, 1)} s after ${number(times.warmUpMs / 1000, 1)} s of warm-up; ${connectionCount} keep-alive connections; ${bed.placement.note}; median ± median absolute deviation, shares of bare taken round by round.`,
    ...(leftOut.length === 0 ? [] : [`Left out, for there is no PostgreSQL on this machine: ${leftOut.join(', ')}.`]),
    ...drawTables(rows),
  ].join('\n\n');
  return { markdown, raw: rows.map(({ service, delivered: atRest, measured }) => ({ app: titleOf(service), variant: service.label, delivered: atRest, measured })) };
}
