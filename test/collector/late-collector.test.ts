/** A collector that is away for a while: what waits for it is delivered once. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningApp } from '../support/run-app.js';
import type { Collector } from './collector.js';
import { assertSilent, placeOrder, runShop, waitForOrder } from './order.js';
import { collectorRow } from './row.js';

const lateMs = 2000;
/** The default of OTEL_DISTRO_SHUTDOWN_TIMEOUT. */
const shutdownTimeoutMs = 2000;

for (const protocol of ['http/protobuf', 'grpc']) {
  const environmentFor = (collector: Collector): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_BLRP_SCHEDULE_DELAY: '50',
  });

  describe(`a real collector that is away for a while, over ${protocol}`, () => {
    collectorRow('two seconds late: all of it arrives once, and no line is written', { isStartedLater: true }, async (collector) => {
      const end = await runShop(environmentFor(collector), async (_app, port) => {
        await placeOrder(port);
        await pause(lateMs);
        await collector.start();
        await collector.waitFor({ spans: 3, logs: 1 });
      });
      await waitForOrder(collector);
      assertSilent(end);
    });

    collectorRow('two seconds late while the service ends: the end waits for the retries', { isStartedLater: true }, async (collector) => {
      const env = { ...environmentFor(collector), OTEL_DISTRO_SHUTDOWN_TIMEOUT: '9000' };
      const started = pause(lateMs).then(() => collector.start());
      const end = await runShop(env, async (_app, port) => void (await placeOrder(port)));
      await started;
      await waitForOrder(collector);
      assertSilent(end);
    });

    collectorRow('longer than a restart takes: one problem, one recovery, and nothing is lost', { isStartedLater: true }, async (collector) => {
      const env = { ...environmentFor(collector), OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '300' };
      const end = await runShop(env, async (app, port) => {
        await placeOrder(port);
        await waitForError(app, 'export-failed');
        await placeOrder(port);
        await collector.start();
        await waitForError(app, 'export-recovered');
        await placeOrder(port);
      });
      const { logs, spans } = await collector.waitFor({ spans: 10, logs: 3 });
      assert.deepEqual([logs.length, spans.length], [3, 10], 'each once: three orders of three spans, and the end');
      const [, ...lines] = end.stderr.trim().split('\n').filter((line) => !line.includes('/metrics on'));
      assert.equal(lines.length, 2, end.stderr);
      assert.match(lines[0] ?? '', / warn export-failed: http:\S+ does not take (traces|logs): .*ECONNREFUSED.*; they are kept and sent again\./);
      assert.match(lines[1] ?? '', / info export-recovered: .* Not delivered meanwhile: nothing\.$/);
    });

    collectorRow('away for good: the service ends in time, and says what is lost', { isStartedLater: true }, async (collector) => {
      let closedAtMs = 0;
      const end = await runShop(environmentFor(collector), async (_app, port) => {
        await placeOrder(port);
        closedAtMs = performance.now();
      });
      assert.equal(end.exitCode, 0);
      const tookMs = performance.now() - closedAtMs;
      assert.ok(tookMs < shutdownTimeoutMs + 1500, `the end took ${Math.round(tookMs)} ms`);
      assert.match(end.stderr, / warn (export-failed|shutdown-deadline): /);
    });

    collectorRow('restarted: the service connects again by itself', {}, async (collector) => {
      const end = await runShop(environmentFor(collector), async (_app, port) => {
        await placeOrder(port);
        await collector.waitFor({ spans: 3, logs: 1 });
        await collector.stop();
        await placeOrder(port);
        await collector.start();
        await collector.waitFor({ spans: 6, logs: 2 });
      });
      const { spans, logs } = await collector.waitFor({ spans: 7, logs: 2, metrics: 'shop.orders' });
      assert.deepEqual([spans.length, logs.length], [7, 2], 'each once: two orders of three spans, and the end');
      assertSilent(end);
    });
  });
}

async function waitForError(app: RunningApp, text: string): Promise<void> {
  const startedMs = performance.now();
  while (!app.output.stderr.includes(text)) {
    assert.ok(performance.now() - startedMs < 10_000, `no ${text} on stderr: ${app.output.stderr}`);
    await pause(20);
  }
}
