/** Chunks that are read when one of their functions is first called: what few processes need, in the middle of code that may not wait. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ChunkingContext, Plugin } from 'rolldown';

const root = path.resolve(import.meta.dirname, '../..');

interface LateGroup {
  /** Below it lie the sources that import them, as they import any file, and nothing but functions. */
  readonly callers: string;
  /** In the bundle; the chunks of all callers lie there, and only from there a late chunk is found. */
  readonly folder: string;
  /** The source of each chunk. */
  readonly sources: Readonly<Record<string, string>>;
}

const groups: readonly LateGroup[] = [
  {
    callers: 'src/redaction/',
    folder: 'shared/',
    sources: {
      'database-statements': 'src/redaction/values/statements.ts',
      'personal-finders': 'src/redaction/text/personal/finders.ts',
      'process-options': 'src/redaction/process-options.ts',
      'strict-keys': 'src/redaction/keys/strict-keys.ts',
      'user-patterns': 'src/redaction/text/patterns/user-patterns.ts',
    },
  },
  {
    // beside `start.cjs`
    callers: 'src/delivery/',
    folder: '',
    sources: {
      'create-exporters': 'src/delivery/create-exporters.ts',
      'encode-metrics': 'src/delivery/encode-metrics.ts',
      'local-courier': 'src/delivery/outbox/local-courier.ts',
      'zipkin-exporter': 'src/delivery/zipkin-exporter.ts',
    },
  },
  {
    // beside `index.cjs`
    callers: 'src/logging/',
    folder: '',
    sources: { loggers: 'src/logging/loggers.ts' },
  },
];

interface LateChunk {
  readonly name: string;
  readonly source: string;
  readonly callers: string;
  readonly folder: string;
}

const chunks: readonly LateChunk[] = groups.flatMap(({ callers, folder, sources }) =>
  Object.entries(sources).map(([name, source]) => ({ name, source: path.join(root, source), callers: path.join(root, callers), folder })),
);
const chunksBySource: ReadonlyMap<string, LateChunk> = new Map(chunks.map((chunk) => [chunk.source, chunk]));
const virtualPrefix = '\0late:';

export const lateEntries: Readonly<Record<string, string>> = Object.fromEntries(chunks.map(({ name, source, folder }) => [folder + name, source]));

/** In the place of the functions of a late chunk come others that read it and pass the call on. */
export function readLate(): Plugin {
  return {
    name: 'late-chunks',
    async resolveId(source, importer, options) {
      if (importer?.startsWith(virtualPrefix) === true) return { id: source, external: true };
      if (importer === undefined || !source.startsWith('.')) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const chunk = chunksBySource.get(resolved?.id ?? '');
      if (chunk === undefined) return null;
      if (!importer.startsWith(chunk.callers)) throw new Error(`late chunks: ${importer} imports ${source}`);
      return virtualPrefix + chunk.source;
    },
    load(id) {
      if (!id.startsWith(virtualPrefix)) return null;
      const source = id.slice(virtualPrefix.length);
      const code = readFileSync(source, 'utf8');
      const functions = [...code.matchAll(/^export function (\w+)/gm)].map(([, exported = '']) => exported);
      return functions.map((exported) => `export const ${exported} = (...given) => require('./${chunksBySource.get(source)?.name}.cjs').${exported}(...given);`).join('\n');
    },
  };
}

/** Whether a module is needed by late chunks only. */
export function isLate(id: string, context: ChunkingContext): boolean {
  if (chunksBySource.has(id)) return true;
  const importers = context.getModuleInfo(id)?.importers ?? [];
  return importers.length > 0 && importers.every((importer) => isLate(importer, context));
}
