/** What of a request arrives at the collector when the service has time: a fast run that delivers nothing is worth nothing. */
import { setTimeout as delay } from 'node:timers/promises';
import { startService, titleOf, type Bed, type ServiceCase } from './services.js';
import type { Received } from './receiver.js';

export interface Delivered {
  readonly spans: number;
  readonly logs: number;
}

const requestCount = 100;
const exportDelayMs = 100;
const exportSettings = { OTEL_BSP_SCHEDULE_DELAY: String(exportDelayMs), OTEL_BLRP_SCHEDULE_DELAY: String(exportDelayMs) };

/**
 * Spans and log records per request.
 * @throws {Error} other than expected
 */
export async function measureDelivery(bed: Bed, service: ServiceCase): Promise<Delivered> {
  const app = await startService(bed, service, exportSettings);
  const countAfter = async (requests: number): Promise<Counts> => {
    for (let sent = 0; sent < requests; sent++) {
      const response = await fetch(`http://127.0.0.1:${app.ready.port}${service.path}`);
      await response.text();
    }
    await delay(10 * exportDelayMs);
    return bed.receiver.ask('counts');
  };
  let delivered: Delivered;
  try {
    // what a service does once, such as to connect, belongs to no request
    const before = await countAfter(1);
    delivered = recordsPerRequest(before, await countAfter(requestCount), requestCount);
  } finally {
    await app.end();
  }
  const { expected } = service;
  if (expected !== undefined && (delivered.spans < expected.minimumSpans || delivered.logs !== expected.logs)) {
    throw new Error(`${service.label} of ${titleOf(service)} delivered ${delivered.spans} spans and ${delivered.logs} log records per request, not ${expected.minimumSpans} or more and ${expected.logs}`);
  }
  return delivered;
}

type Counts = Readonly<Record<string, Received>>;

export function recordsPerRequest(before: Counts, after: Counts, requests: number): Delivered {
  const { spans, logs } = recordsBetween(before, after);
  return { spans: spans / requests, logs: logs / requests };
}

export function recordsBetween(before: Counts, after: Counts): Delivered {
  const of = (path: string): number => (after[path]?.records ?? 0) - (before[path]?.records ?? 0);
  return { spans: of('/v1/traces'), logs: of('/v1/logs') };
}
