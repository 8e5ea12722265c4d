/** Chunks that are read when one of their functions is first called: what few processes need, in the middle of code that may not wait. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ChunkingContext, Plugin } from 'rolldown';

const root = path.resolve(import.meta.dirname, '../..');

/** The source of each chunk. Other sources of its room import it as they import any file, and nothing but functions. */
const sources: Readonly<Record<string, string>> = {
  'database-statements': 'src/redaction/values/statements.ts',
  loggers: 'src/logging/loggers.ts',
  'personal-finders': 'src/redaction/text/personal/finders.ts',
  'process-options': 'src/redaction/process-options.ts',
  'strict-keys': 'src/redaction/keys/strict-keys.ts',
  'user-patterns': 'src/redaction/text/patterns/user-patterns.ts',
};
/** How a room finds late chunks: all that calls one ends up in the same chunk, in `shared/` or beside it. */
const rooms: Readonly<Record<string, string>> = { 'src/redaction/': './', 'src/logging/': './shared/' };

const names: ReadonlyMap<string, string> = new Map(Object.entries(sources).map(([name, source]) => [path.join(root, source), name]));
const virtualPrefix = '\0late:';

export const lateEntries: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(sources).map(([name, source]) => [`shared/${name}`, source]));

/** In the place of the functions of a late chunk come others that read it and pass the call on. */
export function readLate(): Plugin {
  return {
    name: 'late-chunks',
    async resolveId(source, importer, options) {
      if (importer?.startsWith(virtualPrefix) === true) return { id: source, external: true };
      if (importer === undefined || !source.startsWith('.')) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const name = names.get(resolved?.id ?? '');
      if (name === undefined) return null;
      if (!importer.startsWith(path.join(root, roomOf(name)))) throw new Error(`late chunks: ${importer} imports ${source}`);
      return virtualPrefix + name;
    },
    load(id) {
      if (!id.startsWith(virtualPrefix)) return null;
      const name = id.slice(virtualPrefix.length);
      const code = readFileSync(path.join(root, sources[name] ?? ''), 'utf8');
      const functions = [...code.matchAll(/^export function (\w+)/gm)].map(([, exported = '']) => exported);
      return functions.map((exported) => `export const ${exported} = (...given) => require('${rooms[roomOf(name)]}${name}.cjs').${exported}(...given);`).join('\n');
    },
  };
}

function roomOf(name: string): string {
  return Object.keys(rooms).find((room) => sources[name]?.startsWith(room)) ?? '';
}

/** Whether a module is needed by late chunks only. */
export function isLate(id: string, context: ChunkingContext): boolean {
  if (names.has(id)) return true;
  const importers = context.getModuleInfo(id)?.importers ?? [];
  return importers.length > 0 && importers.every((importer) => isLate(importer, context));
}
