/** The loggers of the process by name, and the settings that they share. Read late: it brings winston along. */
import { reportProblem } from '../diagnostics/log.js';
import { processEnvironment, type Environment } from '../settings/environment.js';
import { readSettings } from '../settings/read-settings.js';
import { wantsColor } from '../settings/wants-color.js';
import { kindOf } from '../support/invalid-argument.js';
import { EventLogger, reportUnknownLevel, toLogLevel, type LineFormat } from './event-logger.js';
import type { Logger, LogLevel } from './logger.js';
import { createPrettyFormat } from './pretty-line.js';

const defaultName = 'app';
/** A name is one of the code; more are made of what users send. */
const maxLoggers = 1000;

const loggers = new Map<string, EventLogger>();
/** Of those that will be made. */
let level: LogLevel | undefined;
let format: LineFormat | undefined;

export function findLogger(name: unknown): Logger {
  const usable = usableName(name);
  let logger = loggers.get(usable);
  if (logger === undefined) {
    readOnce();
    loggers.set(usable, (logger = new EventLogger({ name: usable, level: level ?? 'info', format: format ?? JSON.stringify })));
  }
  return logger;
}

export function changeLogLevel(given: unknown, name: unknown): void {
  const wanted = toLogLevel(given);
  if (wanted === undefined) return reportUnknownLevel('setLogLevel(level, name?)', given);
  readOnce();
  if (name === undefined) level = wanted;
  for (const [each, logger] of loggers) if (name === undefined || each === name) logger.level = wanted;
  if (name !== undefined && !loggers.has(String(name))) findLogger(name).level = wanted;
}

function usableName(name: unknown): string {
  if (name === undefined) return defaultName;
  if (typeof name !== 'string' || name === '') {
    reportProblem('log-invalid', `getLogger(name?): name is ${name === '' ? 'empty' : kindOf(name)}, expected a string; "${defaultName}" is used.`);
    return defaultName;
  }
  if (loggers.size < maxLoggers || loggers.has(name)) return name;
  reportProblem('log-invalid', `getLogger(name?): there are more than ${maxLoggers} names; "${defaultName}" is used for those that come later. A logger has a name of the code.`);
  return defaultName;
}

/** The first logger reads the settings; where the distro started, their problems are reported already. */
function readOnce(): void {
  if (format !== undefined) return;
  const environment = processEnvironment();
  const { values, problems } = readSettings(environment);
  for (const { code, detail, variable } of problems) if (variable.startsWith('OTEL_DISTRO_LOG_')) reportProblem(code, detail);
  level ??= values.loggers.level;
  format = createFormat(values.loggers.format, environment, process.stdout.isTTY);
}

export function createFormat(wanted: 'auto' | 'json' | 'pretty', environment: Environment, isTerminal: boolean): LineFormat {
  const isPretty = wanted === 'auto' ? isTerminal && environment['NODE_ENV'] !== 'production' : wanted === 'pretty';
  return isPretty ? createPrettyFormat(wantsColor(environment, isTerminal)) : JSON.stringify;
}
