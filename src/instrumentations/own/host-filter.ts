/** The patterns of `ignoreOutgoingHosts`: a host with or without its port. */
import { createNameFilter } from '../../support/name-filter.js';

export function createHostFilter(patterns: readonly string[]): (hostname: string, port: string | number) => boolean {
  const isIgnored = createNameFilter({ included: patterns.map((pattern) => pattern.toLowerCase()) });
  return (hostname, port) => {
    const name = hostname.toLowerCase();
    return isIgnored(name) || isIgnored(`${name}:${port}`);
  };
}
