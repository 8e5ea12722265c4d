/**
 * Patches CommonJS files of catalogued packages when they have been compiled. It stands in for `require-in-the-middle`
 * in the bundle: `require`, `import` of CommonJS and nested requires share this one path (docs/adr/0002-hooks.md).
 */
import { createRequire, Module } from 'node:module';
import * as path from 'node:path';
import { reportProblem } from '../../diagnostics/log.js';
import { packagePathOf, type PackagePath } from '../../support/package-path.js';

type OnRequire = (exports: unknown, name: string, baseDir: string | undefined) => unknown;

interface CompilingModule extends Module {
  _compile(this: Module, ...args: unknown[]): unknown;
}

const packageHooks: OnRequire[] = [];
/** Files outside of packages that an instrumentation asked for by absolute path: the handler on AWS Lambda. */
const fileHooks = new Map<string, OnRequire>();
const mainFiles = new Map<string, string | undefined>();
const patchedBaseDirs = new Set<string>();
const nodeRequire = createRequire(import.meta.url);

/** What `@opentelemetry/instrumentation` constructs, by `new`, in place of require-in-the-middle's class. */
export function Hook(modules: readonly string[] | null, _options: unknown, onRequire: OnRequire): void {
  if (modules === null) packageHooks.push(onRequire);
  else for (const name of modules) fileHooks.set(name, onRequire);
}

/** Whether the main file of the package in this folder went through the hooks already. */
export function isPatched(baseDir: string | undefined): boolean {
  return baseDir !== undefined && patchedBaseDirs.has(baseDir);
}

/** Lets the hooks patch core modules, which never pass through a compile step. */
export function patchCoreModules(names: readonly string[]): void {
  for (const name of names) applyHooks(packageHooks, nodeRequire(name), name, undefined);
}

/** Lets the hooks patch files that were compiled before the distro came; what is on prototypes still takes effect. */
export function patchLoadedFiles(isCatalogued: (packageName: string) => boolean): void {
  for (const loaded of loadedModules()) {
    const { filename } = loaded;
    const packagePath = packagePathOf(filename);
    if (packagePath === undefined || !isCatalogued(packagePath.name)) continue;
    loaded.exports = applyHooks(packageHooks, loaded.exports, hookName(filename, packagePath), packagePath.baseDir);
  }
}

/** Without those that an ES module imports and that come after it: they are in the cache, and were not run yet. */
function loadedModules(): NodeJS.Module[] {
  return Object.values(nodeRequire.cache).flatMap((module) => (module?.loaded === true ? [module] : []));
}

/** Names of catalogued packages that the process has loaded. */
export function loadedPackages(isCatalogued: (packageName: string) => boolean): string[] {
  const names = loadedModules().map(({ filename }) => packagePathOf(filename)?.name);
  return [...new Set(names)].filter((name): name is string => name !== undefined && isCatalogued(name));
}

export interface CommonJsHookOptions {
  /** Whether some instrumentation wants files of this package. */
  readonly isCatalogued: (packageName: string) => boolean;
  /** Names of modules of Node.js that are patched before a file that names them is compiled: they have no file. @default none */
  readonly coreModules?: readonly string[];
  /** Called before a file of such a package is compiled: the place to load its instrumentation. */
  readonly beforePackage: (packageName: string) => void;
  /** Called with the source of every file before it is compiled. */
  readonly beforeSource: (source: string) => void;
}

/** Starts patching; returns the undo. */
export function installCommonJsHook({ isCatalogued, coreModules = [], beforePackage, beforeSource }: CommonJsHookOptions): () => void {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- `_compile` is not in the public types
  const prototype = Module.prototype as CompilingModule;
  const original = prototype._compile;
  if (typeof original !== 'function') {
    reportProblem('instrumentation-failed', 'hook for CommonJS: this Node.js has no Module.prototype._compile; libraries in CommonJS leave no spans.');
    return () => undefined;
  }
  const beforeCoreModules = watchCoreModules(coreModules, beforePackage);
  function patchedCompile(this: Module, ...args: unknown[]): unknown {
    const filename = String(args[1]);
    if (typeof args[0] === 'string') {
      beforeSource(args[0]);
      beforeCoreModules(args[0]);
    }
    const packagePath = packagePathOf(filename);
    if (packagePath === undefined || !isCatalogued(packagePath.name)) {
      const result: unknown = Reflect.apply(original, this, args);
      const onRequire = fileHooks.get(filename);
      if (onRequire !== undefined) {
        const { name, dir } = path.parse(filename);
        this.exports = applyHooks([onRequire], this.exports, name, dir);
      }
      return result;
    }
    beforePackage(packagePath.name);
    const result: unknown = Reflect.apply(original, this, args);
    const name = hookName(filename, packagePath);
    if (name === packagePath.name) patchedBaseDirs.add(packagePath.baseDir);
    const { exports } = this;
    const patched = applyHooks(packageHooks, exports, name, packagePath.baseDir);
    if (patched !== exports) this.exports = patched;
    return result;
  }
  prototype._compile = patchedCompile;
  return () => {
    if (prototype._compile === patchedCompile) prototype._compile = original;
  };
}

/**
 * Calls back for the modules of Node.js that a source names, once each. A patch of `Module._load` would see each `require` of them, and
 * stand with a frame of its own per file in the stacks of the app's errors, which are ten frames long.
 */
function watchCoreModules(names: readonly string[], beforeModule: (name: string) => void): (source: string) => void {
  const waiting = new Set(names);
  return (source) => {
    for (const name of waiting) {
      if (!source.includes(name)) continue;
      waiting.delete(name);
      beforeModule(name);
    }
  };
}

function applyHooks(hooks: readonly OnRequire[], exports: unknown, name: string, baseDir: string | undefined): unknown {
  let patched = exports;
  for (const hook of hooks) {
    try {
      patched = hook(patched, name, baseDir);
    } catch (error) {
      reportProblem('instrumentation-failed', `patching ${name}: ${String(error)}`);
    }
  }
  return patched;
}

/** The package's name for its main file, else the path that instrumentations know files by: `pg/lib/client.js`. */
function hookName(filename: string, { name, baseDir }: PackagePath): string {
  if (!mainFiles.has(baseDir)) mainFiles.set(baseDir, resolveMain(name, baseDir));
  return mainFiles.get(baseDir) === filename ? name : name + path.sep + path.relative(baseDir, filename);
}

function resolveMain(name: string, baseDir: string): string | undefined {
  try {
    return nodeRequire.resolve(name, { paths: [baseDir] });
  } catch {
    return undefined;
  }
}
