/** The one place where the distro writes about itself: one line per message on stderr, throttled, below the chosen level silent. */
import { problemDefinitions, type ProblemCode } from './problems.js';

export const diagnosticLevels = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;
export type DiagnosticLevel = (typeof diagnosticLevels)[number];

/** The same problem with the same detail is written once; other details of one code at most this often. */
const problemBurst = 10;
const repeatAfterMs = 5 * 60_000;

interface Occurrence {
  lastWrittenAtMs: number;
  suppressed: number;
}

let threshold = diagnosticLevels.indexOf('info');
let writeLine = (line: string): void => void process.stderr.write(line + '\n');
const seen = new Map<string, Occurrence>();
const perCode = new Map<ProblemCode, number>();

export function setDiagnosticLevel(level: DiagnosticLevel): void {
  threshold = diagnosticLevels.indexOf(level);
}

/** Replaces the sink; tests use it. Returns the undo. */
export function setDiagnosticSink(sink: (line: string) => void): () => void {
  const previous = writeLine;
  writeLine = sink;
  seen.clear();
  perCode.clear();
  return () => {
    writeLine = previous;
  };
}

export function isDiagnosticEnabled(level: DiagnosticLevel): boolean {
  return threshold >= diagnosticLevels.indexOf(level);
}

/** Writes one line; the caller makes sure that it holds no secret. Never throws. */
export function logDiagnostic(level: Exclude<DiagnosticLevel, 'none' | 'all'>, message: string): void {
  if (!isDiagnosticEnabled(level)) return;
  try {
    writeLine(`[otel-distro] ${level} ${message.replaceAll(/\s*\n\s*/g, ' | ')}`);
  } catch {
    // stderr is closed: there is nowhere left to say so
  }
}

/**
 * Reports a problem of the table once per detail, then at most every five minutes with the number of times in between.
 * @param detail what happened here, to which value, and what is used instead; no secrets
 */
export function reportProblem(code: ProblemCode, detail: string, nowMs = Date.now()): void {
  const definition = problemDefinitions[code];
  const key = `${code}\0${detail}`;
  const occurrence = seen.get(key);
  if (occurrence !== undefined && nowMs - occurrence.lastWrittenAtMs < repeatAfterMs) {
    occurrence.suppressed++;
    return;
  }
  if (occurrence === undefined) {
    const details = (perCode.get(code) ?? 0) + 1;
    perCode.set(code, details);
    if (details > problemBurst) return;
  }
  const again = occurrence !== undefined && occurrence.suppressed > 0 ? ` (${occurrence.suppressed} more times since)` : '';
  seen.set(key, { lastWrittenAtMs: nowMs, suppressed: 0 });
  logDiagnostic(definition.severity, `${code}: ${detail}${again} ${definition.remedy} [docs/reference/problems.md#${code}]`);
}
