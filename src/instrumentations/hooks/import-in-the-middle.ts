/**
 * Stands in for `import-in-the-middle` in the bundle: the real one is loaded when the app imports the first catalogued
 * ES module, and what the CommonJS hook has patched is not patched again.
 */
import { isPatched } from './commonjs-hook.js';

type HookFunction = (namespace: unknown, name: string, baseDir?: string, format?: string) => unknown;
type ImportHookConstructor = new (modules: readonly string[], options: unknown, hook: HookFunction) => unknown;
type HookArguments = ConstructorParameters<ImportHookConstructor>;

const waiting: HookArguments[] = [];
let realHook: ImportHookConstructor | undefined;

/** What `@opentelemetry/instrumentation` constructs, by `new`. */
export function Hook(modules: readonly string[], options: unknown, hook: HookFunction): void {
  const once: HookFunction = (namespace, name, baseDir, format) =>
    format === 'commonjs' && isPatched(baseDir) ? undefined : hook(namespace, name, baseDir, format);
  if (realHook === undefined) waiting.push([modules, options, once]);
  else Reflect.construct(realHook, [modules, options, once]);
}

/** Hands the hooks that are waiting, and all later ones, to the real import-in-the-middle. */
export function useImportInTheMiddle(constructor: ImportHookConstructor): void {
  realHook = constructor;
  for (const args of waiting.splice(0)) Reflect.construct(constructor, args);
}
