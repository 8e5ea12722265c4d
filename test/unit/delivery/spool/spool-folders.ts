/** Folders, entries and spools for the tests of the spool. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { openSpool } from '../../../../src/delivery/spool/spool.js';
import type { Spool, SpoolEntry, SpoolOptions, SpoolProblem } from '../../../../src/delivery/spool/spool-types.js';

export interface TestSpool extends Spool {
  readonly problems: SpoolProblem[];
}

export interface SpoolFolders {
  /** A new folder that does not exist yet. */
  make(): string;
  open(folder: string, options?: Partial<SpoolOptions>): TestSpool;
  /** What a process left that closed its spool. */
  leave(folder: string, entries: readonly SpoolEntry[], options?: Partial<SpoolOptions>): void;
  removeAll(): void;
}

export function createSpoolFolders(): SpoolFolders {
  let base: string | undefined;
  const spools: Spool[] = [];
  let count = 0;
  const open: SpoolFolders['open'] = (folder, options) => {
    const problems: SpoolProblem[] = [];
    const spool = openSpool({ folder, maxBytes: 256 << 20, maxAgeMs: 86_400_000, onProblem: (problem) => problems.push(problem), ...options });
    spools.push(spool);
    return { ...spool, problems };
  };
  return {
    make: () => {
      base ??= mkdtempSync(path.join(tmpdir(), 'spool-test-'));
      return path.join(base, `spool-${++count}`);
    },
    open,
    leave: (folder, entries, options) => {
      const spool = open(folder, options);
      for (const entry of entries) spool.append(entry);
      spool.close();
    },
    removeAll: () => {
      for (const spool of spools) spool.close();
      if (base !== undefined) rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Its body tells it from all others. */
export function entry(number: number, more: Partial<SpoolEntry> = {}): SpoolEntry {
  return { signal: 'traces', exporterIndex: 0, itemCount: 1, body: Buffer.from(`request ${number}`), createdAtMs: Date.now(), ...more };
}

export function bodies(entries: Iterable<{ readonly entry: SpoolEntry }>): string[] {
  return Array.from(entries, ({ entry }) => Buffer.from(entry.body).toString());
}

/** All segment files below the folder. */
export function segmentFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(traces|metrics|logs)$/.test(file)).map((file) => path.join(folder, file));
}
