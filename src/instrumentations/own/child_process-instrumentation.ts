/** Hands the active trace context to child processes, by a copy of their environment: TRACEPARENT, TRACESTATE, BAGGAGE. */
import { processEnvironment } from '../../settings/environment.js';
import { contextVariables, editSafely, isObject, replaceFunction, withActiveContext, type EditArguments } from './child-context.js';

export class ChildProcessInstrumentation {
  readonly #undo: (() => void)[] = [];

  constructor({ enabled = true }: { readonly enabled?: boolean } = {}) {
    if (!enabled) return;
    const childProcess = process.getBuiltinModule('node:child_process');
    const replace = (owner: object, name: string, edit: EditArguments): void => {
      this.#undo.push(replaceFunction(owner, name, {
        apply: (original, self, args) => Reflect.apply(original, self, editSafely(edit, args) ?? args),
      }));
    };
    // spawn, exec, execFile, fork and cluster.fork all end here
    replace(childProcess.ChildProcess.prototype, 'spawn', editSpawn);
    for (const name of ['spawnSync', 'execFileSync']) replace(childProcess, name, (args) => editOptions(args, hasArguments(args) ? 2 : 1));
    replace(childProcess, 'execSync', (args) => editOptions(args, 1));
  }

  disable(): void {
    for (const revert of this.#undo.splice(0)) revert();
  }
}

/** Node.js has made `NAME=value` pairs of the environment by then. */
function editSpawn([options]: readonly unknown[]): unknown[] | undefined {
  if (!isObject(options) || !Array.isArray(options['envPairs'])) return undefined;
  const pairs = options['envPairs'].map(String);
  const variables = contextVariables((name) => pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1));
  if (variables === undefined) return undefined;
  const others = pairs.filter((pair) => !variables.names.some((name) => pair.startsWith(`${name}=`)));
  return [{ ...options, envPairs: [...others, ...Object.entries(variables.values).map(([name, value]) => `${name}=${value}`)] }];
}

/** `(file, options)` and `(file, args, options)` are the same function. */
function hasArguments([, second]: readonly unknown[]): boolean {
  return second === undefined || second === null || Array.isArray(second);
}

function editOptions(args: readonly unknown[], at: number): unknown[] | undefined {
  const options = args[at] ?? {};
  if (!isObject(options)) return undefined;
  const given = options['env'] ?? processEnvironment();
  const env = isObject(given) ? withActiveContext(given) : undefined;
  return env && Object.assign([...args], { [at]: { ...options, env } });
}
