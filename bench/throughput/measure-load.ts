/** One service under full load for some seconds. */
import { setTimeout as delay } from 'node:timers/promises';
import { recordsPerRequest, type Delivered } from './delivery.js';
import { startLoad, startService, type Bed, type ServiceCase } from './services.js';

export interface LoadTimes {
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export interface UnderLoad {
  readonly requestsPerSecond: number;
  /** User and system time of the whole process, its workers included. */
  readonly cpuUsPerRequest: number;
  /** Share of one core that the service had; well below 1, the load was the limit and not the service. */
  readonly coreShare: number;
  readonly peakRssMb: number;
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
        return { ...usage, answers: count.answers, atNs: BigInt(count.atNs), received, bytes };
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
        coreShare: cpuUs / elapsedUs,
        peakRssMb: last.maxRssMb,
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
