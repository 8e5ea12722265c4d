/** Keeps the measured process and its counterparts on cores of their own, where `taskset` is there. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export interface Command {
  readonly executable: string;
  readonly args: readonly string[];
}

export type Place = 'measured' | 'counterpart';

/** Undefined where processes cannot be kept apart. */
function otherCores(): string | undefined {
  const cores = availableParallelism();
  if (cores < 2) return undefined;
  if (spawnSync('taskset', ['-c', '0', process.execPath, '--version']).status !== 0) return undefined;
  return cores === 2 ? '1' : `1-${cores - 1}`;
}

export function createPlacement(): { readonly note: string; place(command: Command, where: Place): Command } {
  const others = otherCores();
  if (others === undefined) return { note: 'no core of its own for the app: no taskset or one core', place: (command) => command };
  return {
    note: `app on core 0, load and receiver on ${others}`,
    place: ({ executable, args }, where) => ({ executable: 'taskset', args: ['-c', where === 'measured' ? '0' : others, executable, ...args] }),
  };
}
