import assert from 'node:assert/strict';
import { type Receiver, startReceiver, WaitTimeoutError } from '../../../src/testing/index.js';
import { logRequest, post, traceRequest } from './clients.js';

function missOf(error: unknown): string {
  assert.ok(error instanceof WaitTimeoutError, String(error));
  assert.equal(error.code, 'WAIT_TIMEOUT');
  return error.message;
}

describe('waitFor', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver({ grpcPort: false });
  });
  afterEach(() => receiver.close());

  it('resolves once all of it has arrived, in the order of the patterns', async () => {
    const waiting = receiver.waitFor({
      spans: ['GET /b', { name: /^GET/, attributes: { 'http.route': (value: unknown) => value === '/a' } }],
      logs: 'hello',
    });
    const attributes = [
      { key: 'http.route', value: { stringValue: '/a' } },
      { key: 'other', value: { intValue: 1 } },
    ];
    await post(receiver.url, 'traces', traceRequest({ name: 'GET /a', attributes }));
    await post(receiver.url, 'traces', traceRequest({ name: 'GET /b', attributes }));
    await post(receiver.url, 'logs', logRequest('hello'));
    const found = await waiting;
    assert.deepEqual(found.spans.map((span) => span.name), ['GET /b', 'GET /a']);
    assert.deepEqual(found.logs.map((log) => log.body), ['hello']);
    assert.deepEqual(found.metrics, []);
  });

  for (const [what, expectation, says] of [
    ['a misspelt key', { span: 'x' }, "waitFor: there is no key 'span', expected an object with at least one of spans, logs, metrics, or a function"],
    ['a misspelt key beside a right one', { spans: 0, log: 'x' }, "there is no key 'log'"],
    ['no key', {}, 'waitFor: got {}, expected'],
    ['keys without a value', { spans: undefined }, 'waitFor: got { spans: undefined }, expected'],
    ['null for a value', { spans: null }, 'waitFor: got { spans: null }, expected'],
    ['nothing', undefined, 'waitFor: got undefined, expected'],
    ['a text', 'x', 'waitFor: got a string, expected'],
  ] as const) {
    it(`refuses ${what}, which would be found at once`, async () => {
      await assert.rejects(receiver.waitFor(expectation as never), (error) => {
        assert.ok(error instanceof TypeError && 'code' in error && error.code === 'INVALID_ARGUMENT', String(error));
        assert.ok(error.message.includes(says), error.message);
        return true;
      });
    });
  }

  it('uses a record for one pattern only, and takes a number as at least', async () => {
    await post(receiver.url, 'traces', traceRequest({ name: 'twice' }));
    await assert.rejects(receiver.waitFor({ spans: ['twice', 'twice'] }, { timeoutMs: 1 }));
    await assert.rejects(receiver.waitFor({ spans: 2 }, { timeoutMs: 1 }), (error) => missOf(error).includes("expected 2 spans, got 1: 'twice'"));
    await post(receiver.url, 'traces', traceRequest({ name: 'twice' }));
    assert.equal((await receiver.waitFor({ spans: ['twice', 'twice'] })).spans.length, 2);
    assert.equal((await receiver.waitFor({ spans: 2 })).spans.length, 2);
    assert.equal((await receiver.waitFor({ spans: 1 })).spans.length, 2);
  });

  it('shows what came nearest', async () => {
    const attributes = [{ key: 'http.route', value: { stringValue: '/orders' } }];
    await post(receiver.url, 'traces', traceRequest({ name: 'DELETE /orders' }, { name: 'GET /orders/:id', kind: 2 }, { name: 'zzz', kind: 2, attributes }, { name: 'qqq' }));
    const pattern = { name: 'GET /orders', kind: 'server', attributes: { 'http.route': '/orders' } };
    const message = await receiver.waitFor({ spans: pattern, logs: 'hello' }, { timeoutMs: 20 }).catch(missOf);
    assert.equal(
      message,
      [
        'waited 20 ms in vain:',
        "  no span matches { name: 'GET /orders', kind: 'server', attributes: { 'http.route': '/orders' } }; 4 others arrived, nearest:",
        "    'zzz': name is 'zzz', expected 'GET /orders'",
        "    'GET /orders/:id': name is 'GET /orders/:id', expected 'GET /orders'; attributes['http.route'] is undefined, expected '/orders'",
        "    'DELETE /orders': name is 'DELETE /orders', expected 'GET /orders'; kind is 'internal', expected 'server'; attributes['http.route'] is undefined, expected '/orders'",
        "  no log record matches 'hello'; none arrived",
        '  received: 4 spans, 0 log records, 0 metrics in 1 requests',
        "  spans: 'DELETE /orders', 'GET /orders/:id', 'zzz', 'qqq'",
      ].join('\n'),
    );
  });

  it('takes a function: returns its truthy value, takes what it throws for "not yet"', async () => {
    let calls = 0;
    const waiting = receiver.waitFor(({ spans }) => {
      if (++calls === 1) throw new Error('not yet');
      return spans[0]?.name;
    });
    await post(receiver.url, 'traces', traceRequest({ name: 'found' }));
    assert.equal(await waiting, 'found');
    const cause = new Error('two are needed');
    const failed = receiver.waitFor(() => assert.fail(cause), { timeoutMs: 1 });
    await assert.rejects(failed, (error) => missOf(error).includes('two are needed') && (error as Error).cause === cause);
    await assert.rejects(receiver.waitFor(() => 0, { timeoutMs: 1 }), /returned no truthy value/);
  });

  it('asks again although nothing arrives', async () => {
    let asked = 0;
    assert.equal(await receiver.waitFor(() => ++asked === 3), true);
  });

  it('rejects when a pattern throws, or when the receiver is closed', async () => {
    await post(receiver.url, 'traces', traceRequest({ name: 'x' }));
    const broken = receiver.waitFor({ spans: () => assert.fail('broken pattern') });
    await assert.rejects(broken, /broken pattern/);
    const waiting = assert.rejects(receiver.waitFor({ spans: 2 }), (error) => missOf(error).startsWith('the receiver was closed'));
    await receiver.close();
    await waiting;
  });
});
