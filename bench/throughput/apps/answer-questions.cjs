/** Tells the benchmark over IPC where the service listens and what it has used. */
exports.answerQuestions = (server) => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuUs: user + system, maxRssMb: (process.resourceUsage().maxRSS * 1024) / 1e6 });
  });
  process.send({ port: server.address().port });
};
