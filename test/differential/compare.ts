/** Where two observations differ, and which of the differences are meant. */
import { intendedDifferences, type IntendedDifference } from './intended-differences.js';
import type { Observation } from './observe.js';

export interface Difference {
  readonly path: string;
  readonly upstream: string | undefined;
  readonly ours: string | undefined;
}

export function findDifferences(upstream: Observation = {}, ours: Observation = {}): Difference[] {
  const paths = [...new Set([...Object.keys(upstream), ...Object.keys(ours)])];
  return paths.map((path) => ({ path, upstream: upstream[path], ours: ours[path] })).filter((difference) => difference.upstream !== difference.ours);
}

/** The row of the table that means this difference. */
export function rowOf({ path, upstream, ours }: Difference, scenario: string, group: string): IntendedDifference | undefined {
  const fits = (pattern: RegExp | undefined, text = 'absent'): boolean => pattern === undefined || pattern.test(text);
  return intendedDifferences.find((row) => row.path.test(path) && (row.group ?? group) === group && fits(row.scenario, scenario) && fits(row.upstream, upstream) && fits(row.ours, ours));
}

export function describe({ path, upstream, ours }: Difference, name: string): string {
  return `${path}\n    upstream: ${upstream ?? 'absent'}\n    ${name}: ${ours ?? 'absent'}`;
}
