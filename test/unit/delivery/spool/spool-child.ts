/**
 * Child of spool-sharing.test.ts. `append <folder> <log>`: writes the number of each entry after it was appended, until
 * it is killed. `take <folder>`: takes what is left when its parent says so, and sends what that was.
 */
import { openSync, writeSync } from 'node:fs';
import { openSpool } from '../../../../src/delivery/spool/spool.js';
import { bodies, entry } from './spool-folders.js';

const [work = '', folder = '', log = ''] = process.argv.slice(2);
const spool = openSpool({ folder, maxBytes: 256 << 20, maxAgeMs: 86_400_000, onProblem: ({ detail }) => writeSync(2, `problem ${detail}\n`) });

if (work === 'append') {
  const descriptor = openSync(log, 'w');
  for (let number = 0; ; number++) if (spool.append(entry(number, { signal: number % 2 === 0 ? 'traces' : 'logs' }))) writeSync(descriptor, `${number}\n`);
}
process.once('message', () => {
  process.send?.(bodies(spool.takeLeft()));
});
process.send?.('ready');
