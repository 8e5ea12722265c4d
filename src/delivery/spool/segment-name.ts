/** The name of a segment file: when it was begun, a number, and the signal of its records. */
import { signals, type Signal } from '../exporter.js';

export interface SegmentName {
  readonly startedAtMs: number;
  readonly signal: Signal;
}

/** Names sort by time. */
export function segmentName({ startedAtMs, signal }: SegmentName, number: number): string {
  return `${String(Math.max(0, Math.trunc(startedAtMs))).padStart(15, '0')}-${String(number).padStart(9, '0')}.${signal}`;
}

export function parseSegmentName(name: string): SegmentName | undefined {
  const [, startedAt, suffix] = /^(\d{15})-\d{9,}\.(\w+)$/.exec(name) ?? [];
  const signal = signals.find((signal) => signal === suffix);
  return startedAt === undefined || signal === undefined ? undefined : { startedAtMs: Number(startedAt), signal };
}
