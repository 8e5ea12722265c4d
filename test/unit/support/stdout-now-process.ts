/** Child of stdout-now.test.ts: says on stderr when it begins, then writes to stdout in its `exit` event. */
import { writeSync } from 'node:fs';
import { writingToStdoutNow } from '../../../src/support/stdout-now.js';

const say = (line: string): void => void writeSync(2, line);

const situations: Readonly<Record<string, () => void>> = {
  much() {
    say('begins\n');
    const startedAtMs = performance.now();
    writingToStdoutNow(() => {
      for (let line = 0; line < 20; line++) process.stdout.write(`${line} ${'x'.repeat(20_000)}\n`);
      console.log('by console');
    }, 300);
    say(`waited ${Math.round(performance.now() - startedAtMs)} ms\n`);
  },
  throw() {
    try {
      writingToStdoutNow(() => {
        throw new Error('no');
      }, 300);
    } catch (error) {
      say(`caught ${(error as Error).message}, own: ${Object.hasOwn(process.stdout, 'write')}\n`);
    }
  },
  callback() {
    let isInCall = true;
    writingToStdoutNow(() => process.stdout.write('hello\n', (error) => say(`written ${isInCall ? 'too soon' : 'later'}, ${String(error)}\n`)), 300);
    isInCall = false;
  },
  'own write'() {
    say('begins\n');
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk) => write(`<${String(chunk)}>`);
    writingToStdoutNow(() => process.stdout.write('hello'), 300);
  },
};

const work = situations[process.argv[2] ?? '']!;
if (process.argv[2] === 'callback') work();
else {
  process.on('exit', work);
  process.exit(3);
}
