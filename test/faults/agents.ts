/** Whose delivery the rows watch: ours, and beside it in `npm run test:faults` that of upstream's register. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { NpmError } from '../../bench/support/npm.js';
import { prepareUpstream } from '../../bench/support/installations.js';
import { copyAlone } from '../../bench/support/isolated-copy.js';

export interface Agent {
  readonly name: string;
  /** What `--import` loads. */
  readonly register: string;
  /** How long what is late is waited for; whoever has no spool will not bring it. */
  readonly patienceMs: number;
}

export const ours: Agent = { name: 'ours', register: '@org/otel-distro/register', patienceMs: 10_000 };

/** The newest upstream, installed as the benchmark does it: without packages of our own that a user would not have. Undefined without a registry. */
export function installedUpstream(): Agent | undefined {
  try {
    const { folder, register = '', version } = copyAlone(prepareUpstream((line) => console.error(line)));
    return { name: `upstream ${version}`, register: createRequire(path.join(folder, 'package.json')).resolve(register), patienceMs: 1500 };
  } catch (error) {
    if (!(error instanceof NpmError && error.isOffline)) throw error;
    console.error(`upstream is left out: ${error.message.split('\n', 1).join('')}`);
    return undefined;
  }
}
