/** A service under load holds the same memory after many requests as after some: what is kept per request or per value would show. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { recordsBetween } from '../../bench/throughput/delivery.js';
import { startReceiver } from '../../bench/throughput/services.js';
import { nodeLines, root, thisNode, type NodeLine } from '../support/node-lines.js';
import { cleanEnvironment } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

const quarters = 4;
/** A context that is held, with its span, has over 1,000 bytes: one request in forty would show in the short run, one in a thousand in the long one. */
const maxGrowthBytes = 1024 * 1024;
const anywhere = { note: '', place: <Command>(command: Command): Command => command };

export function memorySuite(requests: number): void {
  describe(`memory after ${requests.toLocaleString('en')} requests`, function () {
    this.timeout(60_000 + requests);
    for (const node of [thisNode, nodeLines.find(({ name }) => name === 'Node.js 24') ?? thisNode]) {
      it(`does not grow from the first quarter to the last, and all spans arrive, ${node.name}`, async function () {
        skipUnless(this, node.missing);
        const heldBytes = await measure(node, requests);
        const growth = (heldBytes.at(-1) ?? Number.NaN) - (heldBytes[0] ?? Number.NaN);
        assert.ok(growth < maxGrowthBytes, `${Math.round(growth / 1024)} KiB more; after each quarter ${heldBytes.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`).join(', ')}`);
      });
    }
  });
}

/** Bytes held after each quarter. @throws {Error} spans did not arrive */
async function measure(node: NodeLine, requests: number): Promise<number[]> {
  const receiver = await startReceiver(anywhere);
  const app = fork(path.join(root, 'test/fixtures/memory/service.cjs'), {
    cwd: root,
    execPath: node.executable,
    execArgv: ['--expose-gc', '--require', '@org/otel-distro/register'],
    env: { ...cleanEnvironment(), OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.ready.port}`, OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_DISTRO_SPOOL: 'off', OTEL_LOG_LEVEL: 'warn' },
  });
  try {
    await nextMessage(app);
    const before = await receiver.ask('counts');
    const heldBytes: number[] = [];
    for (let quarter = 0; quarter < quarters; quarter++) {
      app.send(requests / quarters);
      heldBytes.push(Number(await nextMessage(app)));
    }
    const { spans } = recordsBetween(before, await receiver.ask('counts'));
    assert.equal(spans, requests);
    return heldBytes;
  } finally {
    app.kill('SIGKILL');
    await receiver.end();
  }
}

async function nextMessage(app: ChildProcess): Promise<unknown> {
  const answered = new AbortController();
  const ended = once(app, 'exit', { signal: answered.signal }).then(([code]) => Promise.reject(new Error(`the service ended with code ${code}`)));
  try {
    const [message] = await Promise.race([once(app, 'message', { signal: answered.signal }), ended]);
    return message;
  } finally {
    ended.catch(() => undefined);
    answered.abort();
  }
}
