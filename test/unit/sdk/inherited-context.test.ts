/** When the context of the environment stands at the top level, and when it does no longer. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, trace, type Context, type ContextManager, type TextMapPropagator } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { createContextManager } from '../../../src/context/context-manager.js';
import { inheritContext } from '../../../src/sdk/inherited-context.js';
import { variableGetter } from '../../../src/support/environment-carrier.js';

const environment = { TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', BAGGAGE: 'a=1' };

describe('inherited context', () => {
  let manager: ContextManager;
  const propagator = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
  const parent = (): string | undefined => trace.getSpanContext(manager.active())?.spanId;
  const onMessage = (): undefined => undefined;

  beforeEach(() => (manager = new AsyncLocalStorageContextManager().enable()));
  afterEach(() => void process.off('message', onMessage));

  const inherit = (env: Readonly<Record<string, string>> = environment): TextMapPropagator => inheritContext(propagator.extract(ROOT_CONTEXT, env, variableGetter), manager, propagator);

  it('stands at the top level, with its baggage, and is remote', () => {
    inherit();
    assert.equal(parent(), 'b7ad6b7169203331');
    assert.equal(trace.getSpanContext(manager.active())?.isRemote, true);
    assert.equal(propagation.getBaggage(manager.active())?.getEntry('a')?.value, '1');
  });

  it('leaves everything as it is without one, or with one that cannot be read', () => {
    for (const env of [{}, { TRACEPARENT: '00-zz' }, { TRACEPARENT: '', BAGGAGE: '' }]) assert.equal(inherit(env), propagator);
    assert.equal(manager.active(), ROOT_CONTEXT);
  });

  it('does not stand where a context is, the root that was asked for included', () => {
    inherit();
    const other = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage());
    manager.with(other, () => assert.equal(manager.active(), other));
    manager.with(ROOT_CONTEXT, () => assert.equal(parent(), undefined));
    manager.bind(ROOT_CONTEXT, () => assert.equal(parent(), undefined))();
  });

  it('does not stand where the root is attached, until that is over', () => {
    manager = createContextManager(new AsyncLocalStorage());
    const used = inherit();
    const attached = manager.attach?.(ROOT_CONTEXT);
    assert.equal(parent(), undefined);
    attached?.dispose();
    assert.equal(parent(), 'b7ad6b7169203331');
    used.extract(ROOT_CONTEXT, {}, defaultTextMapGetter);
    manager.attach?.(ROOT_CONTEXT).dispose();
    assert.equal(manager.active(), ROOT_CONTEXT);
  });

  it('tells a manager apart what is bound to the root, too, until it is over', () => {
    const bound: Context[] = [];
    const bind: ContextManager['bind'] = (context, target) => {
      bound.push(context);
      return target;
    };
    Object.assign(manager, { bind });
    const used = inherit();
    manager.bind(ROOT_CONTEXT, 1);
    used.extract(ROOT_CONTEXT, {}, defaultTextMapGetter);
    manager.bind(ROOT_CONTEXT, 1);
    assert.deepEqual(bound.map((context) => context === ROOT_CONTEXT), [false, true]);
  });

  it('passes on what runs in a context: receiver, arguments, result', () => {
    inherit();
    const receiver = { factor: 2 };
    assert.equal(manager.with(ROOT_CONTEXT, function (this: typeof receiver, value: number) {
      return value * this.factor;
    }, receiver, 21), 42);
  });

  it('stands while nobody sends messages', () => {
    inherit();
    process.on('message', onMessage);
    assert.equal(parent(), undefined);
    process.off('message', onMessage);
    assert.equal(parent(), 'b7ad6b7169203331');
  });

  it('is over with the first context that is read of a request', () => {
    const used = inherit();
    const headers: Record<string, string> = {};
    used.inject(manager.active(), headers, defaultTextMapSetter);
    assert.deepEqual([headers, used.fields()], [{ traceparent: environment.TRACEPARENT, baggage: 'a=1' }, propagator.fields()]);
    assert.equal(parent(), 'b7ad6b7169203331');
    assert.equal(used.extract(ROOT_CONTEXT, {}, defaultTextMapGetter), ROOT_CONTEXT);
    assert.equal(parent(), undefined);
  });
});
