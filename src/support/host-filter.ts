/** Patterns of hosts, with or without their port: `*.internal`, `localhost:9000`. */
import { createNameFilter } from './name-filter.js';

export function createHostFilter(patterns: readonly string[]): (hostname: string, port: string | number) => boolean {
  const isIgnored = createNameFilter({ included: patterns.map((pattern) => pattern.toLowerCase()) });
  return (hostname, port) => {
    const name = hostname.toLowerCase();
    return isIgnored(name) || isIgnored(`${name}:${port}`);
  };
}
