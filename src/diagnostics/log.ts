/** The one place where the distro writes about itself: one line per message on stderr, throttled, below the chosen level silent. */
import { writeQuietly } from '../support/standard-stream.js';
import { problemDefinitions, type ProblemCode } from './problems.js';

export const diagnosticLevels = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;
export type DiagnosticLevel = (typeof diagnosticLevels)[number];

/** Of one code, at most so many different details are written in any five minutes; a detail that was written is not repeated in that time. */
const maxDetailsPerCode = 10;
const repeatAfterMs = 5 * 60_000;

/** What was written of one code in the last five minutes, and how many reports were left out since its last line. */
interface RecentReports {
  readonly writtenAtMs: Map<string, number>;
  leftOut: number;
}

let threshold = diagnosticLevels.indexOf('info');
let writeLine = (line: string): void => writeQuietly(process.stderr, line + '\n');
let redactText = (text: string): string => text;
const recentReports = new Map<ProblemCode, RecentReports>();

export function setDiagnosticLevel(level: DiagnosticLevel): void {
  threshold = diagnosticLevels.indexOf(level);
}

/** Replaces the sink and forgets what was written; tests use it. Returns the undo. */
export function setDiagnosticSink(sink: (line: string) => void): () => void {
  const previous = writeLine;
  writeLine = sink;
  recentReports.clear();
  return () => {
    writeLine = previous;
  };
}

/** Every line passes `redact` from now on; this room knows no redactor of its own. Returns the undo. */
export function setDiagnosticRedaction(redact: (text: string) => string): () => void {
  const previous = redactText;
  redactText = redact;
  return () => {
    redactText = previous;
  };
}

export function isDiagnosticEnabled(level: DiagnosticLevel): boolean {
  return threshold >= diagnosticLevels.indexOf(level);
}

type WrittenLevel = Exclude<DiagnosticLevel, 'none' | 'all'>;

/** Writes one line. Never throws. */
export function logDiagnostic(level: WrittenLevel, message: string): void {
  if (isDiagnosticEnabled(level)) write(level, redactedOrNothing(message) ?? unreadable);
}

const unreadable = 'a line that could not be redacted was left out.';

function redactedOrNothing(text: string): string | undefined {
  try {
    return redactText(text);
  } catch {
    return undefined;
  }
}

function write(level: WrittenLevel, message: string): void {
  try {
    writeLine(`[otel-distro] ${level} ${message.replaceAll(/\s*\n\s*/g, ' | ')}`);
  } catch {
    // stderr is closed: there is nowhere left to say so
  }
}

/**
 * Reports a problem of the table; what is left out to keep it short is counted in the next line of the same code.
 * @param detail what happened here, to which value, and what is used instead; no secrets, which redaction knows by their form only
 * @param nowMs milliseconds since the epoch; tests bring their own clock
 */
export function reportProblem(code: ProblemCode, detail: string, nowMs = Date.now()): void {
  const recent = recentReportsOf(code);
  for (const [written, atMs] of recent.writtenAtMs) if (Math.abs(nowMs - atMs) >= repeatAfterMs) recent.writtenAtMs.delete(written);
  if (recent.writtenAtMs.has(detail) || recent.writtenAtMs.size >= maxDetailsPerCode) {
    recent.leftOut++;
    return;
  }
  const { severity, remedy } = problemDefinitions[code];
  const leftOut = recent.leftOut === 0 ? '' : ` (${recent.leftOut} more of ${code} were left out since its last line)`;
  recent.writtenAtMs.set(detail, nowMs);
  recent.leftOut = 0;
  if (!isDiagnosticEnabled(severity)) return;
  // the rest is our own words; without the detail they are all that is left
  const shown = redactedOrNothing(detail) ?? unreadable;
  write(severity, `${code}: ${asSentence(shown + leftOut)} ${remedy} [docs/reference/problems.md#${code}]`);
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function recentReportsOf(code: ProblemCode): RecentReports {
  let recent = recentReports.get(code);
  if (recent === undefined) recentReports.set(code, (recent = { writtenAtMs: new Map(), leftOut: 0 }));
  return recent;
}
