/** Gives a record to the Logs API, and what may leave of it to who writes the line: both outputs are redacted by one pass. */
import { trace, type Attributes, type Context, type Logger as LogsApiLogger, type LogRecord, type SpanContext } from '@opentelemetry/api';
import { contextAttributes } from '../context/context-attributes.js';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { emitAndSee } from '../redaction/exits/left-log-record.js';
import { currentRedactor } from '../redaction/redactor.js';

export interface OwnRecord extends LogRecord {
  readonly body: string;
  readonly attributes: Attributes;
  readonly context: Context;
}

/** As it may leave: with what the context carries, and redacted. */
export interface LeftRecord {
  readonly message: string;
  readonly attributes: Attributes;
  readonly spanContext: SpanContext | undefined;
}

export function emitRecord(logger: LogsApiLogger, record: OwnRecord): LeftRecord {
  const left = emitQuietly(logger, record);
  if (left === undefined) return redactHere(record);
  return { message: String(left.body), attributes: left.attributes, spanContext: left.spanContext };
}

/** The line is written, whatever the SDK does. */
function emitQuietly(logger: LogsApiLogger, record: OwnRecord): ReturnType<typeof emitAndSee> {
  try {
    return emitAndSee(() => logger.emit(record));
  } catch (error) {
    reportProblem('processor-failed', `logger: ${describeErrorWithoutMessage(error)}`);
    return undefined;
  }
}

/** For who writes the line only: nobody takes the record. */
export function redactHere({ body, attributes, context }: OwnRecord): LeftRecord {
  const redactor = currentRedactor();
  const carried = contextAttributes(context, 'fields');
  return {
    message: redactor.redactText(body, 'line'),
    attributes: redactor.redactAttributes(carried === undefined ? attributes : { ...carried, ...attributes }, 'line'),
    spanContext: trace.getSpanContext(context),
  };
}
