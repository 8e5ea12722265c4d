/** The environment of what the benchmark starts: the variables of this run must not reach it. */

/** What would change a measured process: telemetry settings, preloads, coverage, what `npm run` adds, proxies. */
const foreign = /^(OTEL_|NODE_|SENTRY_|TSX_|npm_|.*_proxy$)/i;

export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** For npm itself: its settings and proxies stay, but not the folder of the `npm run` around us. */
export function npmEnvironment(): NodeJS.ProcessEnv {
  const ofThisRun = /^npm_(lifecycle_|package_|config_local_prefix$|config_prefix$|command$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisRun.test(name)));
}
