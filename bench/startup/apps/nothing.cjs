/** Loads nothing: what V8 has seen by now is what register loads. It ends before anything is flushed. */
require('node:v8').takeCoverage();
process.kill(process.pid, 'SIGKILL');
