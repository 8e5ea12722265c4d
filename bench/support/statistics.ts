/** Medians and their noise. */

/** @throws {RangeError} no values */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no values to take the median of');
  return (lower + upper) / 2;
}

/** Median absolute deviation: one disturbed round does not move it. */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

/** Round by round, so that what slows a whole round cancels out. */
export function pairwise(values: readonly number[], others: readonly number[], combine: (value: number, other: number) => number): number[] {
  if (values.length !== others.length) throw new RangeError('rounds are missing');
  return values.map((value, round) => combine(value, others[round] ?? Number.NaN));
}

/** Such as `103.1 ± 2.0`. */
export function withNoise(values: readonly number[], digits: number): string {
  return `${number(median(values), digits)} ± ${number(medianDeviation(values), digits)}`;
}

export function number(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
