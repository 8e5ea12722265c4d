/** What the exit event hands to the worker thread, and how long it waits for it. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { LastDelivery, type LastRequests } from '../../../src/delivery/last-delivery.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';

const workerFile = (name: string): string => fileURLToPath(new URL(`last-delivery-workers/${name}.cjs`, import.meta.url));
const request: LastRequests = { signal: 'traces', exporter: { otlp_http: {} }, batches: [{ body: new Uint8Array([7]), itemCount: 3 }] };

describe('last delivery', () => {
  let lines: string[];
  let reporter: ExportReporter;
  let restoreSink: () => void;

  beforeEach(() => {
    lines = [];
    reporter = new ExportReporter();
    restoreSink = setDiagnosticSink((line) => lines.push(line));
  });

  afterEach(() => restoreSink());

  function deliver(worker: string, timeoutMs: number, ...sources: (() => LastRequests | undefined)[]): boolean {
    const delivery = new LastDelivery(workerFile(worker), { httpProxy: undefined, httpsProxy: undefined, noProxy: 'here' }, reporter);
    for (const source of sources) delivery.addSource(source);
    return delivery.deliver(timeoutMs);
  }

  it('starts no thread when nothing is left', () => assert.equal(deliver('missing', 1, () => undefined), true));

  it('waits until the worker is done', () => assert.equal(deliver('quick', 10_000, () => request), true));

  it('waits no longer than it may', () => {
    const startedAtMs = performance.now();
    assert.equal(deliver('hanging', 50, () => request), false);
    assert.ok(performance.now() - startedAtMs < 5000);
  });

  it('says what did not arrive', () => {
    assert.equal(deliver('failing', 10_000, () => request), true);
    assert.equal(lines.length, 1);
    assert.equal(reporter.counts.traces.failed, 2);
    assert.match(lines[0] ?? '', /export-failed: http:\/\/localhost:4318\/v1\/traces does not take traces: it answered 503; what is not delivered is lost\./);
  });

  it('a source that cannot be encoded is reported and holds back nobody', () => {
    const broken = (): never => { throw new RangeError('token=hunter2'); };
    assert.equal(deliver('quick', 10_000, broken, () => request), true);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /export-failed: .*cannot be encoded \(RangeError at /);
    assert.doesNotMatch(lines[0] ?? '', /hunter2/);
  });
});
