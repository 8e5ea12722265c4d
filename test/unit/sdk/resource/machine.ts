/** A machine in a temporary folder, for the tests of the resource. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { SystemPaths } from '../../../../src/sdk/resource/system-paths.js';

export interface Machine {
  readonly folder: string;
  readonly paths: SystemPaths;
  write(file: string, text: string): string;
  remove(): void;
}

export function createMachine(files: Readonly<Record<string, string>> = {}): Machine {
  const folder = mkdtempSync(path.join(tmpdir(), 'machine-'));
  const machine: Machine = {
    folder,
    paths: {
      machineIds: [path.join(folder, 'machine-id'), path.join(folder, 'dbus-machine-id')],
      cgroup: path.join(folder, 'cgroup'),
      mountinfo: path.join(folder, 'mountinfo'),
      dmiFolder: path.join(folder, 'dmi'),
      serviceAccountFolder: path.join(folder, 'serviceaccount'),
      beanstalkConfiguration: path.join(folder, 'environment.conf'),
    },
    write(file, text) {
      const target = path.join(folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
      return target;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
  for (const [file, text] of Object.entries(files)) machine.write(file, text);
  return machine;
}
