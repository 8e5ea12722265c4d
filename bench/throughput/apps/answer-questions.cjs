/** Tells the benchmark over IPC where the service listens and what it has used. */
const { readFileSync } = require('node:fs');

/** `maxRSS` may be that of the process which started this one. */
function peakRssMb() {
  try {
    return (Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024) / 1e6;
  } catch {
    return (process.resourceUsage().maxRSS * 1024) / 1e6;
  }
}

exports.answerQuestions = (server) => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuUs: user + system, peakRssMb: peakRssMb() });
  });
  process.send({ port: server.address().port });
};
