/** The `@example` of each public function compiles, runs under register, and gives the telemetry that the table names. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as api from '../../src/index.js';
import * as testing from '../../src/testing/index.js';
import { nodeLines } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';
import { publicExports } from './examples.js';
import { createFolder, typeCheck } from './type-check.js';

interface Outcome extends testing.Expectation {
  readonly stdout?: RegExp;
}

/** What each example leaves behind. */
const outcomes: Readonly<Record<string, Outcome>> = {
  withSpan: { spans: { name: 'quote', attributes: { 'quote.currency': 'EUR', 'quote.amount': 42 } }, stdout: /^42\n$/ },
  traced: { spans: ['send mail', 'place order'] },
  startSpan: { spans: { name: 'render', attributes: { 'page.name': 'cart', 'page.bytes': 13 } } },
  flow: {
    spans: [{ name: 'flow checkout', events: [{ name: 'flow.step' }] }, 'step charge_card'],
    logs: ['flow checkout started', 'flow checkout step validate_cart', 'flow checkout step charge_card', 'flow checkout completed'],
    stdout: /^checkout-[0-9a-f]{8}\n$/,
  },
  currentFlow: { spans: { name: 'flow checkout', attributes: { 'order.id': 'order-7' } } },
  requestId: { stdout: /^please name order-7 when you ask for help\n$/ },
  correlationId: { stdout: /^none\n$/ },
  bindContext: { logs: { body: 'cart opened', attributes: { tenant: 'blue' } } },
  withContext: { logs: { body: 'order packed', attributes: { 'order.id': 'order-7' } } },
  flowStep: { spans: ['flow checkout', { name: 'step charge_card', attributes: { 'flow.step.outcome': 'completed' } }], stdout: /^4200 cents charged\n$/ },
  counter: { metrics: { name: 'shop.orders', unit: '{order}', points: [{ value: 1, attributes: { 'payment.method': 'card' } }] } },
  upDownCounter: { metrics: { name: 'shop.jobs.waiting', points: [{ value: 0 }] } },
  gauge: { metrics: { name: 'shop.freezer.temperature', points: [{ value: -18.5 }] } },
  histogram: { metrics: { name: 'shop.packing.duration', unit: 's', points: [{ sum: 4.2, bounds: [1, 10, 60] }] } },
  getLogger: {
    logs: [
      { body: 'order_placed', attributes: { orderId: 7, total: 42.5 } },
      { body: 'cart_unreadable', attributes: { 'exception.type': 'SyntaxError', orderId: 8 } },
      { body: 'order_confirmation', attributes: { 'skip.reason': 'no_address', orderId: 9 } },
    ],
    stdout: /^\{"timestamp":"[^"]+Z","level":"info","message":"order_placed","logger":"shop\.orders","orderId":7,"total":42\.5\}\n(?:.+\n){2}$/,
  },
  setLogLevel: { logs: { body: 'price_looked_up', attributes: { article: 'tea' } }, stdout: /"level":"debug"/ },
  addRedaction: { stdout: /^\{ 'customer\.name': 'A\.', items: 3 \}\n$/ },
  redact: { stdout: /^\{ user: 'ada', password: '\[REDACTED\]' \}\n$/ },
  flush: { spans: 'ship order', stdout: /^order 7 is on its way\n$/ },
  shutdown: { spans: 'nightly clean-up' },
  startReceiver: { stdout: /^internal\n$/ },
  WaitTimeoutError: { stdout: /^WAIT_TIMEOUT waited 50 ms in vain:\n {2}no span matches 'charge card'/ },
};

describe('examples of the public API', () => {
  const exported = [...publicExports('src/index.ts'), ...publicExports('src/testing/index.ts')];
  let folder = '';
  const fileOf = (name: string): string => path.join(folder, `${name}.mts`);

  before(() => {
    folder = createFolder('examples');
    for (const { name, example } of exported) if (example !== undefined) writeFileSync(fileOf(name), example);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('everything exported has one', () => {
    assert.deepEqual(exported.map(({ name }) => name).sort(), [...Object.keys(api), ...Object.keys(testing)].sort());
    assert.deepEqual(exported.filter(({ example }) => example === undefined), []);
    assert.deepEqual(Object.keys(outcomes).sort(), exported.map(({ name }) => name).sort());
  });

  it('all compile', () => assert.equal(typeCheck(folder), ''));

  for (const [name, { stdout, ...expectation }] of Object.entries(outcomes)) {
    it(`${name} runs`, () =>
      withReceiver(async (receiver) => {
        // `using` and types: older lines of Node.js need tsx
        const end = await runApp({ app: fileOf(name), nodeFlags: ['--import', 'tsx'] }, receiver);
        assert.equal(end.exitCode, 0, end.stderr);
        assert.doesNotMatch(end.stderr, / (warn|error) /);
        if (stdout !== undefined) assert.match(end.stdout, stdout);
        if (Object.keys(expectation).length > 0) await receiver.waitFor(expectation, { timeoutMs: 0 });
      }));
  }

  // the guide says that `using` works there as it is
  for (const node of nodeLines.filter(({ name }) => ['Node.js 24', 'Node.js 26'].includes(name))) {
    it(`startSpan runs without tsx on ${node.name}`, async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const end = await runApp({ app: fileOf('startSpan'), node }, receiver);
        assert.equal(end.exitCode, 0, end.stderr);
        await receiver.waitFor({ spans: 'render' }, { timeoutMs: 0 });
      });
    });
  }
});
