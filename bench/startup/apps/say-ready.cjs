/** Tells the benchmark when the app was ready; loads next to nothing, which would be there for the distro as well. */
const { writeSync } = require('node:fs');

exports.sayReady = () => {
  const readyAtNs = process.hrtime.bigint();
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  writeSync(1, `${JSON.stringify({ readyAtNs: String(readyAtNs), rssBytes, cpuUs: user + system })}\n`);
};
