/** Preloaded into the profiled service: each SIGUSR2 begins a profile of its app thread, or ends it and writes it. */
const { writeFileSync, renameSync } = require('node:fs');
const { Session } = require('node:inspector');
const { isMainThread } = require('node:worker_threads');

const samplingIntervalUs = 200;

if (isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
  let running = false;
  process.on('SIGUSR2', () => {
    running = !running;
    if (running) session.post('Profiler.start');
    else session.post('Profiler.stop', (_error, { profile }) => {
      const file = process.env.BENCH_PROFILE_FILE;
      writeFileSync(`${file}.part`, JSON.stringify(profile));
      renameSync(`${file}.part`, file);
    });
  });
}
