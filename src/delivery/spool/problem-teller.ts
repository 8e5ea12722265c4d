/** Says each kind of problem once for as long as it goes on. */
import type { SpoolProblem } from './spool-types.js';

/** A kind that was not met for so long is news again. */
const quietMs = 60_000;

/** @param isOngoing told before, however long ago */
export type TellProblem = (kind: SpoolProblem['kind'], detail: string, isOngoing?: boolean) => void;

export function createProblemTeller(onProblem: (problem: SpoolProblem) => void, now: () => number): TellProblem {
  const lastAtMs = new Map<SpoolProblem['kind'], number>();
  return (kind, detail, isOngoing = false) => {
    const nowMs = now();
    const previousAtMs = lastAtMs.get(kind);
    lastAtMs.set(kind, nowMs);
    const isKnown = previousAtMs !== undefined && (isOngoing || Math.abs(nowMs - previousAtMs) < quietMs);
    if (!isKnown) onProblem({ kind, detail });
  };
}
