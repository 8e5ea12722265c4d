/** The functions of child_process: all ways to call them, and back to the original. */
import assert from 'node:assert/strict';
import type * as childProcess from 'node:child_process';
import { createRequire } from 'node:module';
import { context, propagation, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { ChildProcessInstrumentation } from '../../../../src/instrumentations/own/child_process-instrumentation.js';

const required = createRequire(import.meta.url)('node:child_process') as typeof childProcess;
const inSpan = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE });
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const print = 'echo "$TRACEPARENT"';

describe('child_process instrumentation', () => {
  let instrumentation: ChildProcessInstrumentation;

  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  beforeEach(() => (instrumentation = new ChildProcessInstrumentation()));
  afterEach(() => instrumentation.disable());
  after(() => {
    context.disable();
    propagation.disable();
  });

  const shell: childProcess.SpawnSyncOptions = Object.freeze({ shell: true });
  const calls: Readonly<Record<string, () => unknown>> = {
    'spawnSync(file, args)': () => required.spawnSync('sh', ['-c', print]).stdout,
    'spawnSync(file, args, options)': () => required.spawnSync('sh', ['-c', print], Object.freeze({})).stdout,
    'spawnSync(file, options)': () => required.spawnSync(print, shell).stdout,
    'spawnSync(file, undefined, options)': () => required.spawnSync(print, undefined, shell).stdout,
    'execFileSync(file, args)': () => required.execFileSync('sh', ['-c', print]),
    'execFileSync(file, options)': () => required.execFileSync(print, { shell: true }),
    'execSync(command)': () => required.execSync(print),
    'execSync(command, options)': () => required.execSync(print, { encoding: 'utf8' }),
  };
  for (const [title, call] of Object.entries(calls)) {
    it(title, () => assert.equal(String(context.with(inSpan, call)).trim(), TRACEPARENT));
  }

  it('an environment that is none is for Node.js to refuse', () => {
    assert.throws(() => context.with(inSpan, () => required.spawnSync('true', 5 as never)), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.equal(context.with(inSpan, () => required.spawnSync('sh', ['-c', print], { env: false as never })).status, 0);
  });

  it('options of a ChildProcess that the app makes itself are not changed', async () => {
    const child = new required.ChildProcess();
    const options = Object.freeze({ file: '/bin/sh', args: ['sh', '-c', 'exit 3'], envPairs: Object.freeze(['PATH=/bin']), stdio: 'ignore' });
    context.with(inSpan, () => Reflect.apply(Reflect.get(child, 'spawn') as () => unknown, child, [options]));
    assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 3);
  });

  it('is gone when it is disabled', () => {
    const replaced = [required.execSync, required.spawnSync, required.execFileSync];
    instrumentation.disable();
    assert.notDeepEqual([required.execSync, required.spawnSync, required.execFileSync], replaced);
    assert.equal(String(context.with(inSpan, () => required.execSync(print))).trim(), '');
  });
});
