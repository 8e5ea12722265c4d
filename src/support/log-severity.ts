/** Severity numbers of OpenTelemetry for the level names of winston's npm, syslog and cli sets and of the common ones. */
import { SeverityNumber } from '@opentelemetry/api';

const severities: Readonly<Record<string, SeverityNumber>> = {
  emerg: SeverityNumber.FATAL3,
  alert: SeverityNumber.FATAL2,
  crit: SeverityNumber.FATAL,
  fatal: SeverityNumber.FATAL,
  error: SeverityNumber.ERROR,
  warn: SeverityNumber.WARN,
  warning: SeverityNumber.WARN,
  help: SeverityNumber.INFO3,
  notice: SeverityNumber.INFO2,
  data: SeverityNumber.INFO2,
  info: SeverityNumber.INFO,
  http: SeverityNumber.DEBUG3,
  verbose: SeverityNumber.DEBUG2,
  debug: SeverityNumber.DEBUG,
  prompt: SeverityNumber.TRACE4,
  input: SeverityNumber.TRACE2,
  silly: SeverityNumber.TRACE,
  trace: SeverityNumber.TRACE,
};

/** The severity of a level name in lower case; UNSPECIFIED for a name that no set knows. */
export function severityOfLevel(level: string): SeverityNumber {
  return (Object.hasOwn(severities, level) ? severities[level] : undefined) ?? SeverityNumber.UNSPECIFIED;
}
