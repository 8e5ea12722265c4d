/** The name of a segment file: when it was begun, a number, and the exporter of its records. */
import { signals } from '../exporter.js';
import type { SpoolRoute } from './spool-types.js';

export interface SegmentName extends SpoolRoute {
  readonly startedAtMs: number;
}

/** Names sort by time. */
export function segmentName({ startedAtMs, ...route }: SegmentName, number: number): string {
  return `${String(Math.max(0, Math.trunc(startedAtMs))).padStart(15, '0')}-${String(number).padStart(9, '0')}.${routeName(route)}`;
}

/** `traces` for the first exporter of a signal, `traces-1` for the second. */
export function routeName({ signal, exporterIndex }: SpoolRoute): string {
  return exporterIndex === 0 ? signal : `${signal}-${exporterIndex}`;
}

export function parseSegmentName(name: string): SegmentName | undefined {
  const [, startedAt, suffix, exporterIndex = '0'] = /^(\d{15})-\d{9,}\.([a-z]+)(?:-(\d{1,9}))?$/.exec(name) ?? [];
  const signal = signals.find((signal) => signal === suffix);
  return startedAt === undefined || signal === undefined ? undefined : { startedAtMs: Number(startedAt), signal, exporterIndex: Number(exporterIndex) };
}
