/** Hands the active trace context to the app's workers, by a copy of their environment; one that is shared stays as it is. */
import { processEnvironment } from '../../settings/environment.js';
import { editSafely, isObject, replaceFunction, withActiveContext } from './child-context.js';

export class WorkerThreadsInstrumentation {
  readonly #undo: (() => void) | undefined;

  constructor({ enabled = true }: { readonly enabled?: boolean } = {}) {
    if (!enabled) return;
    this.#undo = replaceFunction(process.getBuiltinModule('node:worker_threads'), 'Worker', { construct: constructWorker });
  }

  disable(): void {
    this.#undo?.();
  }
}

function constructWorker(Worker: Function, args: readonly unknown[], newTarget: Function): object {
  const edited = editSafely(editOptions, args);
  if (edited !== undefined) {
    try {
      return Reflect.construct(Worker, edited, newTarget) as object;
    } catch {
      // the error of the call as the app wrote it, if it is one
    }
  }
  return Reflect.construct(Worker, args, newTarget) as object;
}

/** Node.js reads NODE_OPTIONS again for a worker that is given variables: where the app has changed them meanwhile, it is not. */
const nodeOptions = processEnvironment()['NODE_OPTIONS'];

function editOptions([file, options = {}]: readonly unknown[]): unknown[] | undefined {
  if (!isObject(options)) return undefined;
  const own = processEnvironment();
  const given = options['env'] ?? own;
  if (!isObject(given) || (given === own && own['NODE_OPTIONS'] !== nodeOptions)) return undefined;
  const env = withActiveContext(given);
  return env && [file, { ...options, env }];
}
