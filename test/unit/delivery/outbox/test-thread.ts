/** A courier's thread with one lane, and what it reports, for the tests of this folder. */
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';
import { closeServers } from '../servers.js';
import { createSpoolFolders } from '../spool/spool-folders.js';
import { bundleCourierWorkers, type CourierWorkers } from './courier-workers.js';
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

export interface ThreadSuite {
  /** There while the tests run. */
  readonly workers: CourierWorkers;
  readonly folders: ReturnType<typeof createSpoolFolders>;
  readonly lines: ReturnType<typeof captureDiagnostics>;
  /** It ends with the test. */
  create(endpoint: string, options?: Partial<CourierThreadOptions>, scheduledDelayMs?: number): TestThread;
}

/** For a `describe`: real threads, and what they need, made before its tests and taken away after them. */
export function prepareThreads(): ThreadSuite {
  let workers: CourierWorkers | undefined;
  const folders = createSpoolFolders();
  const lines = captureDiagnostics();
  const finishing: CourierThread[] = [];

  before(async () => {
    workers = await bundleCourierWorkers();
  });
  afterEach(async () => {
    await Promise.all(finishing.splice(0).map((courier) => courier.finish(1)));
    await closeServers();
  });
  after(() => {
    workers?.removeAll();
    folders.removeAll();
  });

  const suite: ThreadSuite = {
    get workers() {
      if (workers === undefined) throw new Error('no test runs yet');
      return workers;
    },
    folders,
    lines,
    create(endpoint, options = {}, scheduledDelayMs = 0) {
      const thread = createTestThread(endpoint, { file: suite.workers.file, ...options }, scheduledDelayMs);
      finishing.push(thread.courier);
      return thread;
    },
  };
  return suite;
}
