/** Routes what OpenTelemetry's own packages report into the distro's one log, below the chosen level and without recorded values. */
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from './describe-error.js';
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

/** Messages that quote what the app recorded; the first group is what may be shown. */
const messagesWithValue: readonly RegExp[] = [/^(Failed to record an exception) /, /^(non-number value provided to metric [^:]+): /];

const secondSdk = /Attempted duplicate registration of API/;

/** @returns the undo */
export function routeUpstreamDiagnostics(level: DiagnosticLevel): () => void {
  diag.setLogger(
    {
      error(message, ...args) {
        // once for all the APIs that it would register
        if (secondSdk.test(message)) reportProblem('second-sdk', 'the OpenTelemetry API stays with the distro.');
        else reportProblem('upstream-diagnostic', describe(message, args));
      },
      warn: (message, ...args) => reportProblem('upstream-diagnostic', describe(message, args)),
      info: (message, ...args) => logDiagnostic('debug', describe(message, args)),
      debug: (message, ...args) => logDiagnostic('debug', describe(message, args)),
      verbose: (message, ...args) => logDiagnostic('verbose', describe(message, args)),
    },
    { logLevel: levels[level], suppressOverrideMessage: true },
  );
  return () => diag.disable();
}

function describe(message: unknown, args: readonly unknown[]): string {
  return [typeof message === 'string' ? withoutValue(message) : describeArgument(message), ...args.map(describeArgument)].join(' ');
}

function withoutValue(message: string): string {
  for (const pattern of messagesWithValue) {
    const match = pattern.exec(message);
    if (match?.[1] !== undefined) return match[1];
  }
  return message;
}

/** Objects may hold what an app recorded, secrets included: only their kind is named. */
function describeArgument(value: unknown): string {
  if (value instanceof Error) return describeErrorWithoutMessage(value);
  if (typeof value === 'object' && value !== null) return `[${value.constructor?.name ?? 'Object'}]`;
  return String(value);
}
