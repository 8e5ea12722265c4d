/** Tells what was thrown and not caught, and ended the process, as a log record of severity FATAL. */
import { isMainThread } from 'node:worker_threads';
import { logs, SeverityNumber, type Context, type Span } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { exceptionAttributes } from '../support/exception-attributes.js';
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

/** Never throws, whatever was thrown. */
export function emitCrash(crash: Crash): void {
  try {
    const logger = logs.getLogger(distroName, distroVersion);
    // whether the process goes on without the worker thread is for the main thread to say, which may handle the error
    const [severityNumber, severityText, what] = isMainThread ? [SeverityNumber.FATAL, 'fatal', 'The process'] : [SeverityNumber.ERROR, 'error', 'A worker thread'];
    const { context, origin, thrownAt } = crash;
    if (!logger.enabled({ context, severityNumber, eventName })) return;
    const attributes = exceptionAttributes(crash.error);
    const type = attributes['exception.type'];
    const how = isRejection(origin, attributes['exception.stacktrace']) ? 'an unhandled rejection' : 'an uncaught exception';
    const body = `${what} ended by ${how}${type === undefined ? '' : ` (${String(type)})`}.`;
    logger.emit({ eventName, severityNumber, severityText, body, attributes, context, timestamp: thrownAt });
  } catch (error) {
    reportProblem('processor-failed', describeErrorWithoutMessage(error));
  }
}

/** Where a loader evaluates modules, as it does with `--import`, what they throw reaches Node.js as the rejection of a promise of its own. */
function isRejection(origin: Crash['origin'], stack: unknown): boolean {
  if (origin !== 'unhandledRejection') return false;
  // there is none where the main module is an ES module
  const { mainModule } = process;
  return mainModule === undefined ? !/ at ModuleJob\.run \(node:/.test(String(stack)) : mainModule.loaded;
}
