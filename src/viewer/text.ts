/** Makes values of telemetry fit for one line of a terminal: short, and without control characters. */

export function oneLine(text: string, maxLength: number): string {
  const clean = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return clean.length <= maxLength ? clean : `${clean.slice(0, maxLength - 1)}…`;
}

export function valueText(value: unknown, maxLength: number): string {
  if (typeof value === 'string') return oneLine(value, maxLength);
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  const json = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  return oneLine(json ?? String(value), maxLength);
}

/** `0.42 ms`, `7.3 ms`, `124 ms`, `1.24 s` */
export function durationText(durationNano: bigint): string {
  const milliseconds = Number(durationNano) / 1e6;
  if (milliseconds < 1) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
