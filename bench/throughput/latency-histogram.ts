/** Counts latencies in buckets, as HDR histograms do: cheap enough for every response, and wrong by less than 1/64. */

/** A bucket holds one microsecond below 128, two below 256, four below 512, and so on up to half an hour. */
const bucketsPerDoubling = 64;
const bucketCount = 26 * bucketsPerDoubling;

export class LatencyHistogram {
  /** By bucket. */
  readonly counts = new Float64Array(bucketCount);

  record(latencyMs: number): void {
    const us = Math.max(0, Math.round(latencyMs * 1000));
    const shift = Math.max(0, 25 - Math.clz32(us));
    this.counts[shift * bucketsPerDoubling + (us >>> shift)]!++;
  }
}

export interface Latencies {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** Of what was recorded between two looks at the counts; of each bucket its highest value. */
export function latenciesBetween(before: readonly number[], after: readonly number[]): Latencies {
  const counts = after.map((count, bucket) => count - (before[bucket] ?? 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const at = (share: number): number => {
    const rank = Math.max(1, Math.ceil(share * total));
    let seen = 0;
    return highestMs(counts.findIndex((count) => (seen += count) >= rank));
  };
  return { p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999), maxMs: at(1) };
}

function highestMs(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / bucketsPerDoubling) - 1);
  return ((bucket - shift * bucketsPerDoubling + 1) * 2 ** shift - 1) / 1000;
}
