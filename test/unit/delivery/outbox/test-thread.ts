/** A courier's thread with one lane, and what it reports, for the tests of this folder. */
import type { LaneReport } from '../../../../src/delivery/courier/messages.js';
import { CourierThread, type CourierThreadOptions } from '../../../../src/delivery/outbox/courier-thread.js';

export interface TestThread {
  readonly courier: CourierThread;
  readonly reports: LaneReport[];
  /** Items by what became of them. */
  items(outcome: LaneReport['outcome']): number;
}

/** @param options `file` is the code of the thread */
export function createTestThread(endpoint: string, options: Pick<CourierThreadOptions, 'file'> & Partial<CourierThreadOptions>, scheduledDelayMs = 0): TestThread {
  const courier = new CourierThread({ proxies: {}, spool: undefined, maxMemoryBytes: 1 << 24, ...options });
  const reports: LaneReport[] = [];
  courier.addLane({ signal: 'traces', exporter: { otlp_http: { endpoint } }, scheduledDelayMs, maxBatchItems: 512 }, (report) => reports.push(report));
  return { courier, reports, items: (wanted) => reports.reduce((sum, { outcome, items }) => (outcome === wanted ? sum + items : sum), 0) };
}
