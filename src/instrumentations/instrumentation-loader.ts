/** Loads an instrumentation when its trigger fires: its chunk is read, and the instance takes part in the load that is under way. */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import { createRequire, isBuiltin } from 'node:module';
import * as path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { logs, metrics, trace, type LoggerProvider, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { logDiagnostic, reportProblem } from '../diagnostics/log.js';
import type { InstrumentationRow } from './catalogue.js';
import { installCommonJsHook, loadedPackages, patchCoreModules, patchLoadedFiles } from './hooks/commonjs-hook.js';
import { mayImport, mayStartWithEsModule } from './hooks/first-import.js';
import { installImportHook } from './hooks/import-hook.js';

/** What the distro needs of an instrumentation. */
interface Instrumentation {
  disable(): void;
  setTracerProvider?(provider: TracerProvider): void;
  setMeterProvider?(provider: MeterProvider): void;
  setLoggerProvider?(provider: LoggerProvider): void;
}

interface InstrumentationChunk {
  readonly Instrumentation: new (options: Readonly<Record<string, unknown>>) => Instrumentation;
}

/** Options of instrumentations by their id. */
export type InstrumentationOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface InstrumentationLoaderOptions {
  /** Folder of the bundle, where `instrumentations/` lies. */
  readonly directory: string;
  /** The enabled rows of the catalogue. */
  readonly rows: readonly InstrumentationRow[];
  readonly options: InstrumentationOptions;
  readonly onLambda: boolean;
  /** `OTEL_DISTRO_FAST_PATH` */
  readonly isFast: boolean;
}

export interface InstrumentationLoader {
  /** Ids of the instrumentations that have been loaded so far. */
  readonly loaded: ReadonlySet<string>;
  disable(): void;
}

/** Starts to watch for the libraries; providers must be registered globally before. */
export function startInstrumentations(settings: InstrumentationLoaderOptions): InstrumentationLoader {
  const { directory, rows, options, isFast } = settings;
  const nodeRequire = createRequire(path.join(directory, 'instrumentations', 'index.cjs'));
  const instances = new Map<string, Instrumentation>();
  const started = new Set<string>();
  let isDisabled = false;

  function load(row: InstrumentationRow): Instrumentation | undefined {
    if (isDisabled || started.has(row.id) || (row.yieldsTo !== undefined && started.has(row.yieldsTo))) return undefined;
    started.add(row.id);
    try {
      for (const { id, yieldsTo } of rows) if (yieldsTo === row.id) instances.get(id)?.disable();
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- our own chunk
      const { Instrumentation } = nodeRequire(`./${row.id}${isFast || row.slowFrom === undefined ? '' : '-slow'}.cjs`) as InstrumentationChunk;
      const instance = new Instrumentation(options[row.id] ?? {});
      // some create their instruments only when they are handed a provider
      instance.setTracerProvider?.(trace.getTracerProvider());
      instance.setMeterProvider?.(metrics.getMeterProvider());
      instance.setLoggerProvider?.(logs.getLoggerProvider());
      instances.set(row.id, instance);
      logDiagnostic('debug', `instrumentation ${row.id} loaded`);
      return instance;
    } catch (error) {
      reportProblem('instrumentation-failed', `${row.id}: ${String(error)}`);
      return undefined;
    }
  }

  const byPackage = new Map<string, InstrumentationRow[]>();
  const undo: (() => void)[] = [];
  for (const row of rows) {
    switch (row.trigger.on) {
      case 'module':
        for (const name of row.modules) byPackage.set(name, [...(byPackage.get(name) ?? []), row]);
        break;
      case 'core':
        load(row);
        patchCoreModules(row.modules);
        break;
      case 'channel':
        undo.push(loadOnMessage(row.trigger.channel, row.trigger.method, () => load(row)));
        break;
      case 'idle':
        setImmediate(() => load(row)).unref();
        break;
      case 'lambda':
        if (settings.onLambda) load(row);
        break;
    }
  }

  const isCatalogued = (packageName: string): boolean => byPackage.has(packageName);
  const beforePackage = (packageName: string): void => {
    for (const row of byPackage.get(packageName) ?? []) load(row);
  };
  const coreModules = [...byPackage.keys()].filter((name) => isBuiltin(name));
  let watchesImports = false;
  const watchImports = (): void => {
    watchesImports = true;
    installImportHook({ directory, packageNames: packagesOfEsModules(rows), coreModules, beforePackage });
  };
  if (!isMainThread || mayStartWithEsModule(process.argv[1])) watchImports();
  const beforeSource = (source: string): void => {
    if (!watchesImports && mayImport(source)) watchImports();
  };
  undo.push(installCommonJsHook({ isCatalogued, coreModules, beforePackage, beforeSource }));
  // the main file is compiled already where it is the one that loads the distro
  if (process.mainModule !== undefined) for (const name of coreModules) beforePackage(name);
  patchTooLate(isCatalogued, beforePackage);

  return {
    loaded: started,
    disable() {
      isDisabled = true;
      for (const revert of undo.splice(0)) revert();
      for (const instance of instances.values()) instance.disable();
    },
  };
}

/** The CommonJS hook reaches all there is in packages whose ES modules only hand on their CommonJS files. */
function packagesOfEsModules(rows: readonly InstrumentationRow[]): string[] {
  return rows.flatMap((row) => (row.trigger.on === 'module' && row.handsOnCommonJs !== true ? row.modules : []));
}

/** Waits for the first message on a channel without loading the instrumentation, then hands it that message. */
function loadOnMessage(channel: string, method: string, load: () => Instrumentation | undefined): () => void {
  const onMessage = (message: unknown): void => {
    diagnosticsChannel.unsubscribe(channel, onMessage);
    const instance = load();
    const handler: unknown = instance && Reflect.get(instance, method);
    if (typeof handler !== 'function') return;
    try {
      Reflect.apply(handler, instance, [message]);
    } catch (error) {
      // a subscriber that throws ends the process
      reportProblem('instrumentation-failed', `${channel}: ${describeErrorWithoutMessage(error)}`);
    }
  };
  diagnosticsChannel.subscribe(channel, onMessage);
  return () => void diagnosticsChannel.unsubscribe(channel, onMessage);
}

function patchTooLate(isCatalogued: (name: string) => boolean, beforePackage: (name: string) => void): void {
  const early = loadedPackages(isCatalogued);
  if (early.length === 0) return;
  for (const name of early) beforePackage(name);
  patchLoadedFiles(isCatalogued);
  // winston's patches are all on its prototype, so loggers made before are served as well
  const lost = early.filter((name) => name !== 'winston');
  if (lost.length > 0) reportProblem('loaded-too-late', `loaded before the distro: ${lost.join(', ')}.`);
}
