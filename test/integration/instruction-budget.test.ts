/** What a server span may cost, in instructions of the app thread: they are nearly the same on a busy machine, where times are not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { countInstructions, missingValgrind } from '../support/count-instructions.js';
import { nodeLines, root } from '../support/node-lines.js';
import { withReceiver } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

const { serverSpanInstructions: budget } = JSON.parse(readFileSync(path.join(root, 'test/packaging/budgets.json'), 'utf8')) as { readonly serverSpanInstructions: number };
/** Until all that is called often has been optimized. */
const warmUpWindows = 6;
const windows = warmUpWindows + 4;
const requestsPerWindow = 500;
const fixtures = './test/fixtures/instruction-budget';
const args = ['--require', `${fixtures}/slow-timers.cjs`, `${fixtures}/app.cjs`, String(windows), String(requestsPerWindow)];

/** By the window that was disturbed least: a compilation, or a message of the courier, can only add. */
function perRequest(counts: readonly number[]): number {
  return Math.round(Math.min(...counts.slice(warmUpWindows)) / requestsPerWindow);
}

describe('instruction budget', () => {
  it(`a server span takes at most ${budget.toLocaleString('en')} instructions of the app thread, and arrives`, async function () {
    this.timeout(400_000);
    const node = nodeLines.find(({ name }) => name === 'Node.js 24');
    skipUnless(this, node?.missing ?? missingValgrind());
    await withReceiver(async (receiver) => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_DISTRO_SPOOL: 'off' };
      const executable = node?.executable ?? '';
      const [bare, ours] = await Promise.all([
        countInstructions({ node: executable, args }, windows),
        countInstructions({ node: executable, args: ['--require', '@org/otel-distro/register', ...args], env }, windows),
      ]);
      assert.equal(receiver.spans.length, windows * requestsPerWindow);
      const [without, withSpan] = [perRequest(bare), perRequest(ours)];
      const said = `${withSpan - without}: ${withSpan} per request, without the distro ${without} (${(withSpan / without).toFixed(2)} ×)`;
      assert.ok(withSpan - without <= budget, `more than ${budget}: ${said}`);
      if (this.test !== undefined) this.test.title += `: ${said}`;
    });
  });
});
