/** Waits for what an upstream detector finds; what it does not find is left out instead of being an undefined attribute. */
import type { Attributes } from '@opentelemetry/api';
import type { DetectedResourceAttributes } from '@opentelemetry/resources';

export async function settleDetected(detected: DetectedResourceAttributes = {}): Promise<Attributes> {
  const entries = await Promise.all(
    Object.entries(detected).map(async ([key, value]) => {
      const settled: unknown = await Promise.resolve(value).catch(() => undefined);
      return [key, settled] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
}
