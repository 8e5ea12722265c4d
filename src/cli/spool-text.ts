/** What `otel-distro spool` prints, in words. */
import { otlpEndpoint } from '../delivery/connection-settings.js';
import type { LaneOptions } from '../delivery/courier/messages.js';
import type { LeftReport } from '../delivery/courier/send-left.js';
import { itemNames, signals, type Signal } from '../delivery/exporter.js';
import type { SpoolReport } from '../delivery/spool/inspect-spool.js';
import type { SpoolAmount } from '../delivery/spool/spool-types.js';

const units: readonly (readonly [name: string, ms: number])[] = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];
const kilobyte = 1000;

export function describeWaiting(folder: string, { items, bytes, oldestAtMs, owners }: SpoolReport, nowMs: number): string {
  const counts = signals.filter((signal) => items[signal] > 0).map((signal) => `${items[signal]} ${nameItems(signal, items[signal])}`);
  const age = oldestAtMs === undefined ? '' : `, the oldest ${showAge(nowMs - oldestAtMs)} old`;
  return `${folder}\n  waiting: ${counts.join(', ')} (${showBytes(bytes)}${age})\n  processes: ${owners.alive} alive, ${owners.dead} gone`;
}

/** @param lanes by which it was sent */
export function describeSent(folder: string, { signals: sent, tooOldItems }: LeftReport, lanes: readonly LaneOptions[]): string {
  const lines = signals.flatMap((signal) => {
    const { delivered, refused, remaining, reason } = sent[signal];
    if (delivered + refused + remaining === 0) return [];
    const counts = [`${delivered} delivered`, ...(refused > 0 ? [`${refused} refused`] : []), ...(remaining > 0 ? [`${remaining} still there`] : [])];
    const why = refused + remaining > 0 ? `: ${reason ?? 'the time limit was reached'}` : '';
    return [`  ${itemNames[signal][1]}${showTargets(lanes.filter((lane) => lane.signal === signal))}: ${counts.join(', ')}${why}`];
  });
  const tooOld = tooOldItems > 0 ? [`  ${tooOldItems} were older than OTEL_DISTRO_SPOOL_MAX_AGE and are dropped`] : [];
  return [folder, ...lines, ...tooOld].join('\n');
}

export function describeRemoved(folder: string, { items, entries, bytes }: SpoolAmount): string {
  const requests = entries === 1 ? '1 request' : `${entries} requests`;
  return `${folder}\n  removed: ${items} spans, metric points and log records (${requests}, ${showBytes(bytes)})`;
}

/** Without what may be secret: user, password and query. */
function showTargets(lanes: readonly LaneOptions[]): string {
  const targets = lanes.map(({ signal, exporter }) => new URL(otlpEndpoint(signal, exporter))).map(({ origin, pathname }) => origin + pathname);
  return targets.length === 0 ? '' : ` to ${targets.join(' and ')}`;
}

function nameItems(signal: Signal, count: number): string {
  return itemNames[signal][count === 1 ? 0 : 1];
}

function showBytes(bytes: number): string {
  if (bytes < kilobyte) return `${bytes} bytes`;
  if (bytes < kilobyte ** 2) return `${(bytes / kilobyte).toFixed(1)} kB`;
  return `${(bytes / kilobyte ** 2).toFixed(1)} MB`;
}

/** In the largest unit of which it is at least two, so that little is lost. */
function showAge(ageMs: number): string {
  const [name, ms] = units.find(([, unitMs]) => ageMs >= 2 * unitMs) ?? ['s', 1000];
  return `${Math.max(0, Math.floor(ageMs / ms))} ${name}`;
}
