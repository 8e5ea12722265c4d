/** What a worker gets by its environment, and that it is made as the app wants it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as workerThreads from 'node:worker_threads';
import { context, propagation, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { WorkerThreadsInstrumentation } from '../../../../src/instrumentations/own/worker_threads-instrumentation.js';

const inSpan = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE });
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const script = "require('node:worker_threads').parentPort.postMessage([process.env.TRACEPARENT, process.env.MARK, process.execArgv.length > 0])";

describe('worker_threads instrumentation', () => {
  let instrumentation: WorkerThreadsInstrumentation;
  const nodeOptions = process.env['NODE_OPTIONS'];

  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  beforeEach(() => (instrumentation = new WorkerThreadsInstrumentation()));
  afterEach(() => {
    instrumentation.disable();
    if (nodeOptions === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = nodeOptions;
    delete process.env['MARK'];
  });
  after(() => {
    context.disable();
    propagation.disable();
  });

  async function seenIn(options: workerThreads.WorkerOptions): Promise<unknown> {
    const worker = context.with(inSpan, () => new workerThreads.Worker(script, { eval: true, execArgv: [], ...options }));
    const [message] = (await once(worker, 'message')) as [unknown];
    await worker.terminate();
    return message;
  }

  it('has the variables of the process, and those of the span', async () => {
    process.env['MARK'] = '1';
    assert.deepEqual(await seenIn({}), [TRACEPARENT, '1', false]);
    assert.equal(process.env['TRACEPARENT'], undefined);
  });

  it('has those that the app gives it, and those of the span', async () => {
    assert.deepEqual(await seenIn({ env: Object.freeze({ MARK: '2' }) }), [TRACEPARENT, '2', false]);
  });

  it('is left alone where it shares the environment', async () => {
    assert.deepEqual(await seenIn({ env: workerThreads.SHARE_ENV }), [undefined, undefined, false]);
    assert.equal(process.env['TRACEPARENT'], undefined);
  });

  it('is left alone where NODE_OPTIONS were changed: they would count for the worker', async () => {
    process.env['NODE_OPTIONS'] = '--stack-trace-limit=7';
    assert.deepEqual(await seenIn({}), [undefined, undefined, false]);
  });

  it('is made without them where Node.js does not take it with them', async () => {
    process.env['NODE_OPTIONS'] = '--no-such-option';
    // the copy has what Node.js refuses; what the app wrote has not
    let reads = 0;
    const env = new Proxy({ MARK: '3' } as Record<string, string>, {
      ownKeys: () => (reads++ === 0 ? ['MARK', 'NODE_OPTIONS'] : ['MARK']),
      get: (target, name) => (name === 'NODE_OPTIONS' ? '--no-such-option' : Reflect.get(target, name) as unknown),
      getOwnPropertyDescriptor: (_target, name) => ({ configurable: true, enumerable: true, value: name === 'MARK' ? '3' : '--no-such-option' }),
    });
    assert.deepEqual(await seenIn({ env }), [undefined, '3', false]);
  });

  it('a mistake of the app is the error of Node.js', () => {
    assert.throws(() => context.with(inSpan, () => new workerThreads.Worker(script, { eval: true, env: 'text' as never })), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => context.with(inSpan, () => new workerThreads.Worker('./relative-to-nothing', { eval: 1 as never, execArgv: ['--no-such-option'] })), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
  });

  it('knows its instances, its name and its subclasses', async () => {
    class Mine extends workerThreads.Worker {}
    const worker = new Mine('', { eval: true });
    assert.ok(worker instanceof workerThreads.Worker && worker instanceof Mine);
    assert.equal(workerThreads.Worker.name, 'Worker');
    await worker.terminate();
  });
});
