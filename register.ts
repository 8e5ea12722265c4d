/** The door for `--import`, `--require` and a first `import`: preflight, then start. The only file that acts on import. */
import { currentProcess, preflight } from './src/preflight/preflight.js';
import { writeQuietly } from './src/support/standard-stream.js';

const write = (line: string): void => writeQuietly(process.stderr, line);

if (preflight(currentProcess(), write)) {
  try {
    // by `require`, so that nothing newer than this file is read where preflight says no
    const { placeApi }: typeof import('./src/preflight/api-in-one-file.js') = require('./api-in-one-file.cjs');
    placeApi(require);
    const entry: typeof import('./src/sdk/start.js') = require('./start.cjs');
    entry.start({ directory: __dirname });
  } catch (error) {
    write('[otel-distro] error start-failed: ' + String(error) + ' The app runs without telemetry. [docs/reference/problems.md#start-failed]\n');
  }
}
