/** Tells what was thrown and not caught, and ended the process, as a log record of severity FATAL. */
import { isMainThread } from 'node:worker_threads';
import { logs, SeverityNumber, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { errorType } from '../support/record-failure.js';
import { distroName, distroVersion } from '../support/version.js';

export interface Crash {
  /** Anything that can be thrown. */
  readonly error: unknown;
  readonly origin: NodeJS.UncaughtExceptionOrigin;
  /** In which it was thrown. */
  readonly context: Context;
  /** The active one of the context. */
  readonly span: Span | undefined;
  readonly thrownAt: Date;
}

/** The event of the semantic conventions for exceptions; `app.crash` is for apps that have a user in front of them. */
const eventName = 'exception';

/** With what it was caused by: errors that gather or cause others may go on for ever. */
const maxErrors = 10;

/** Never throws, whatever was thrown. */
export function emitCrash(crash: Crash): void {
  try {
    const logger = logs.getLogger(distroName, distroVersion);
    // whether the process goes on without the worker thread is for the main thread to say, which may handle the error
    const [severityNumber, severityText, what] = isMainThread ? [SeverityNumber.FATAL, 'FATAL', 'The process'] : [SeverityNumber.ERROR, 'ERROR', 'A worker thread'];
    const { context, thrownAt } = crash;
    if (!logger.enabled({ context, severityNumber, eventName })) return;
    const attributes = exceptionAttributes(crash.error);
    const type = attributes['exception.type'];
    const how = isRejection(crash) ? 'an unhandled rejection' : 'an uncaught exception';
    const body = `${what} ended by ${how}${type === undefined ? '' : ` (${String(type)})`}.`;
    logger.emit({ eventName, severityNumber, severityText, body, attributes, context, timestamp: thrownAt });
  } catch (error) {
    reportProblem('processor-failed', describeErrorWithoutMessage(error));
  }
}

/** Where a loader evaluates modules, as it does with `--import`, what they throw reaches Node.js as the rejection of a promise of its own. */
function isRejection({ error, origin }: Crash): boolean {
  if (origin !== 'unhandledRejection') return false;
  // there is none where the main module is an ES module
  const { mainModule } = process;
  return mainModule === undefined ? !/ at ModuleJob\.run \(node:/.test(readText(error, 'stack') ?? '') : mainModule.loaded;
}

function exceptionAttributes(error: unknown): Attributes {
  const texts = {
    'exception.type': typeName(error),
    'exception.message': readText(error, 'message') ?? inWords(error),
    'exception.stacktrace': stackTrace(error),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

function typeName(error: unknown): string | undefined {
  const name = attempt(() => errorType(error));
  // an error of another realm is no instance of ours
  return name === undefined || name === '_OTHER' ? readText(error, 'name') : name;
}

/** The stack of the error, then those of its causes and of the errors that it gathers (`AggregateError`), each in its words where it has no stack. */
function stackTrace(error: unknown): string | undefined {
  const stack = readText(error, 'stack');
  if (stack === undefined) return undefined;
  // walked while it grows
  const errors = new Set([error]);
  const texts: string[] = [];
  for (const each of errors) {
    if (texts.length === maxErrors) break;
    texts.push(readText(each, 'stack') ?? readText(each, 'message') ?? inWords(each));
    for (const inner of innerErrors(each)) errors.add(inner);
  }
  return texts.join('\n[cause]: ');
}

function innerErrors(error: unknown): unknown[] {
  const gathered = attempt(() => {
    const errors = read(error, 'errors');
    return Array.isArray(errors) ? Array.from(errors.slice(0, maxErrors)) : [];
  });
  return [read(error, 'cause'), ...(gathered ?? [])].filter((inner) => inner !== undefined && inner !== null);
}

function readText(value: unknown, key: string): string | undefined {
  const part = read(value, key);
  return typeof part === 'string' && part !== '' ? part : undefined;
}

function read(value: unknown, key: string): unknown {
  if (typeof value !== 'object' && typeof value !== 'function') return undefined;
  return attempt(() => (value as Record<string, unknown> | null)?.[key]);
}

function inWords(value: unknown): string {
  return attempt(() => String(value)) ?? `${typeof value} that cannot be read`;
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
