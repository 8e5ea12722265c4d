/** The trace context that a child process or a worker was started with: it stands at the top level until the process serves others. */
import { parentPort } from 'node:worker_threads';
import { createContextKey, ROOT_CONTEXT, type Context, type ContextManager, type TextMapPropagator } from '@opentelemetry/api';

/** What runs where the app asked for the root; at the top level nobody asked for anything. */
const askedForRoot = ROOT_CONTEXT.deleteValue(createContextKey('@org/otel-distro root'));

/**
 * Lets the context manager give the inherited context at the top level, unless it is the root. Returns the propagator to use: the first
 * request or message whose context it reads ends that, because what serves others begins traces of its own.
 */
export function inheritContext(inherited: Context, manager: ContextManager, propagator: TextMapPropagator): TextMapPropagator {
  if (inherited === ROOT_CONTEXT) return propagator;
  const { active, with: run, bind, attach } = manager;
  const asAsked = (context: Context): Context => (context === ROOT_CONTEXT ? askedForRoot : context);
  manager.active = () => {
    const current = active.call(manager);
    return current === ROOT_CONTEXT && !listensToParent() ? inherited : current;
  };
  manager.with = (context, work, thisArg, ...args) => run.call(manager, asAsked(context), work as never, thisArg, ...args) as never;
  manager.bind = (context, target) => bind.call(manager, asAsked(context), target) as typeof target;
  if (attach !== undefined) manager.attach = (context) => attach.call(manager, asAsked(context));
  return {
    inject: (...args) => propagator.inject(...args),
    fields: () => propagator.fields(),
    extract(...args) {
      Object.assign(manager, { active, with: run, bind, attach });
      return propagator.extract(...args);
    },
  };
}

/** Who takes messages works for whoever sends them, and no longer for the one that started it: a pool outlives the request that filled it. */
function listensToParent(): boolean {
  // both are there only where somebody can send
  return (parentPort ?? process).listenerCount('message') > 0;
}
