/** Lets instrumentations patch ES modules: by synchronous hooks where Node.js has them right, else by a loader thread. */
import * as module from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { reportProblem } from '../../diagnostics/log.js';
import { supportsSyncHooks } from 'import-in-the-middle/supports-sync-hooks.mjs';
import { useImportInTheMiddle } from './import-in-the-middle.js';

interface ResolveContext {
  conditions: readonly string[];
}
interface Resolved {
  url: string;
  format?: string | null;
}
type Resolve = (specifier: string, context: ResolveContext) => Resolved;
type HookedResolve = (specifier: string, context: ResolveContext, next: Resolve) => Resolved;

/** What import-in-the-middle's `create-hook` makes. */
interface SyncHook {
  applyOptions(options: { shouldInclude: (url: string, specifier: string) => boolean }): void;
  resolveSync: HookedResolve;
  loadSync: unknown;
}

/** `register.js`: an entry for each ES module that has been wrapped. */
type OnWrapped = (url: string, namespace: unknown, specifier: string, format?: string) => void;

interface SyncHooksApi {
  registerHooks(hooks: { resolve?: HookedResolve; load?: unknown }): { deregister(): void };
}

export interface ImportHookOptions {
  /** Folder of the bundle, where `iitm/` lies. */
  readonly directory: string;
  /** Names of all packages that some instrumentation wants. */
  readonly packageNames: readonly string[];
  /** Names of modules of Node.js that are patched when they are asked for. */
  readonly coreModules: readonly string[];
  /** Called before such a package is imported: the place to load its instrumentation. */
  readonly beforePackage: (packageName: string) => void;
}

export function installImportHook(options: ImportHookOptions): void {
  try {
    if (supportsSyncHooks()) installSyncHook(options);
    else installLoaderThread(options);
  } catch (error) {
    reportProblem('instrumentation-failed', `hook for ES modules: ${String(error)}; libraries that are ES modules leave no spans.`);
  }
}

function installSyncHook({ directory, packageNames, coreModules, beforePackage }: ImportHookOptions): void {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- newer than the oldest supported Node.js
  const { registerHooks } = module as unknown as SyncHooksApi;
  const catalogued = new Set(packageNames);
  const core = new Set(coreModules);
  const nodeRequire = module.createRequire(path.join(directory, 'iitm', 'create-hook.cjs'));
  let sawImport = false;
  let hook: SyncHook | undefined;

  function loadHook(): SyncHook {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- our own chunk
    const { createHook } = nodeRequire('./create-hook.cjs') as { createHook(meta: { url: string }): SyncHook };
    const created = createHook({ url: pathToFileURL(path.join(directory, 'iitm', 'register-hooks.mjs')).href });
    created.applyOptions({ shouldInclude: (_url, specifier) => catalogued.has(specifier) });
    registerHooks({ load: created.loadSync });
    useImportInTheMiddle(nodeRequire('./index.cjs'));
    return created;
  }

  registerHooks({
    resolve(specifier, context, next) {
      if (!context.conditions.includes('import')) return next(specifier, context);
      if (!sawImport) {
        sawImport = true;
        module.syncBuiltinESMExports();
      }
      const coreName = specifier.replace(/^node:/, '');
      if (core.has(coreName)) beforePackage(coreName);
      if (catalogued.has(specifier)) {
        const resolved = next(specifier, context);
        // the hook for CommonJS takes the others
        if (!isEsModule(resolved)) return resolved;
        beforePackage(specifier);
        hook ??= loadHook();
      }
      return hook === undefined ? next(specifier, context) : hook.resolveSync(specifier, context, next);
    },
  });
}

/**
 * A `.js` file of a package without `type` has no format here. It is CommonJS: no library can ship an ES module so,
 * because Node.js before 20.19 and 22.7 does not load it.
 */
function isEsModule({ url, format }: Resolved): boolean {
  return format === 'module' || (format == null && url.endsWith('.mjs'));
}

function installLoaderThread({ directory, packageNames, coreModules, beforePackage }: ImportHookOptions): void {
  for (const name of coreModules) beforePackage(name);
  module.syncBuiltinESMExports();
  const iitm = path.join(directory, 'iitm');
  const nodeRequire = module.createRequire(path.join(iitm, 'index.cjs'));
  module.register(pathToFileURL(path.join(iitm, 'hook.mjs')).href, { data: { include: [...packageNames] } });
  useImportInTheMiddle(nodeRequire('./index.cjs'));
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- our own copy
  const { importHooks } = nodeRequire('./lib/register.js') as { importHooks: OnWrapped[] };
  importHooks.push((url, namespace, specifier, format) => {
    const before = importHooks.length;
    beforePackage(specifier);
    for (const late of importHooks.slice(before)) late(url, namespace, specifier, format);
  });
}
