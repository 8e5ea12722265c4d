/** The end of a service by SIGTERM or SIGINT: what runs has a moment to finish. */
const graceMs = 1000;

/** @param close takes no more requests; once those that run are done, nothing keeps the process */
export function closeOnSignals(close) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      close();
      setTimeout(() => process.exit(), graceMs).unref();
    });
  }
}
