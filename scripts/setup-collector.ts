/** `npm run setup:collector`: builds the OpenTelemetry Collector of the tests into `.cache/collector`, where Go is installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import * as path from 'node:path';
import { builderFolder, collectorExecutable } from '../test/collector/executable.js';

const executable = collectorExecutable();
const go = ['go', '/usr/local/go/bin/go'].find(runs);
if (existsSync(executable)) {
  console.log(`${executable} is up to date`);
} else if (go === undefined) {
  console.log('The collector is not built: Go is not installed. The tests against it are skipped.');
} else {
  console.log('Building the collector; this takes a minute or two the first time.');
  mkdirSync(path.dirname(executable), { recursive: true });
  const unfinished = `${executable}.${process.pid}`;
  execFileSync(go, ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', unfinished, '.'], { cwd: builderFolder, stdio: 'inherit' });
  renameSync(unfinished, executable);
  console.log(`${executable} is built`);
}

function runs(command: string): boolean {
  try {
    execFileSync(command, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
