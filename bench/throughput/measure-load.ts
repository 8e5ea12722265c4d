/** One service under full load for some seconds. */
import { setTimeout as delay } from 'node:timers/promises';
import { recordsPerRequest, type Delivered } from './delivery.js';
import { readThreadTimes, type ThreadTimes } from '../support/thread-times.js';
import { latenciesBetween, type Latencies } from './latency-histogram.js';
import { startLoad, startService, type Bed, type ServiceCase } from './services.js';

export interface LoadTimes {
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export interface UnderLoad {
  readonly requestsPerSecond: number;
  /** User and system time of the whole process, its workers included. */
  readonly cpuUsPerRequest: number;
  /** The same by thread, per request. */
  readonly threads: ThreadTimes | undefined;
  /** Share of one core that the service had; well below 1, the load was the limit and not the service. */
  readonly coreShare: number;
  /** From its start to the end of the measured time, warm-up included. */
  readonly peakRssMb: number;
  /** As the load sees them. */
  readonly latencies: Latencies;
  /** Arrived per request meanwhile. */
  readonly delivered: Delivered;
  readonly exportedBytesPerRequest: number;
}

export const connectionCount = 32;

export async function measureLoad(bed: Bed, service: ServiceCase, { warmUpMs, measuredMs }: LoadTimes): Promise<UnderLoad> {
  const app = await startService(bed, service);
  try {
    const load = await startLoad(bed.placement, app.ready.port, service, connectionCount);
    try {
      const look = async () => {
        const [usage, count, received] = await Promise.all([app.ask('usage'), load.ask('count'), bed.receiver.ask('counts')]);
        const bytes = Object.values(received).reduce((sum, one) => sum + one.bytes, 0);
        return { ...usage, threads: readThreadTimes(app.pid), answers: count.answers, latencies: count.latencies, atNs: BigInt(count.atNs), received, bytes };
      };
      await delay(warmUpMs);
      const first = await look();
      await delay(measuredMs);
      const last = await look();
      const requests = last.answers - first.answers;
      const elapsedUs = Number(last.atNs - first.atNs) / 1e3;
      const cpuUs = last.cpuUs - first.cpuUs;
      return {
        requestsPerSecond: (requests / elapsedUs) * 1e6,
        cpuUsPerRequest: cpuUs / requests,
        threads: perRequest(first.threads, last.threads, requests),
        coreShare: cpuUs / elapsedUs,
        peakRssMb: last.peakRssMb,
        latencies: latenciesBetween(first.latencies, last.latencies),
        delivered: recordsPerRequest(first.received, last.received, requests),
        exportedBytesPerRequest: (last.bytes - first.bytes) / requests,
      };
    } finally {
      await load.end();
    }
  } finally {
    await app.end();
  }
}

function perRequest(before: ThreadTimes | undefined, after: ThreadTimes | undefined, requests: number): ThreadTimes | undefined {
  if (before === undefined || after === undefined) return undefined;
  const of = (name: keyof ThreadTimes): number => (after[name] - before[name]) / requests;
  return { appUs: of('appUs'), courierUs: of('courierUs'), otherUs: of('otherUs') };
}
