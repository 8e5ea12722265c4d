/** Routes what OpenTelemetry's own packages report into the distro's one log, below the chosen level. */
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { logDiagnostic, reportProblem, type DiagnosticLevel } from './log.js';

const levels: Readonly<Record<DiagnosticLevel, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  // upstream says more at info than a healthy process should
  info: DiagLogLevel.WARN,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

export function routeUpstreamDiagnostics(level: DiagnosticLevel): () => void {
  const text = (message: string, args: unknown[]): string => [message, ...args.map(describe)].join(' ');
  diag.setLogger(
    {
      error: (message, ...args) => reportProblem('upstream-diagnostic', text(message, args)),
      warn: (message, ...args) => reportProblem('upstream-diagnostic', text(message, args)),
      info: (message, ...args) => logDiagnostic('debug', text(message, args)),
      debug: (message, ...args) => logDiagnostic('debug', text(message, args)),
      verbose: (message, ...args) => logDiagnostic('verbose', text(message, args)),
    },
    { logLevel: levels[level], suppressOverrideMessage: true },
  );
  return () => diag.disable();
}

/** Objects may hold what an app recorded, secrets included: only their kind is named. */
function describe(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'object' && value !== null) return `[${value.constructor?.name ?? 'Object'}]`;
  return String(value);
}
