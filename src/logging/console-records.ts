/** Sends what an app prints by `console` to the Logs API as well, where it asks for it; what is printed stays as it is. */
import { format } from 'node:util';
import { context, logs } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { exceptionAttributes } from '../support/exception-attributes.js';
import { severityOfLevel } from '../support/log-severity.js';
import { isWritingLine, whileWritingLine } from '../support/written-line.js';

const levels = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;
type Method = keyof typeof levels;
type Print = (...given: readonly unknown[]) => void;

/** @returns the undo */
export function sendConsoleRecords(target: Pick<Console, Method> = globalThis.console): () => void {
  const undo = (Object.keys(levels) as Method[]).map((method) => {
    const print: Print = target[method];
    const printAndSend: Print = (...given) => {
      print.apply(target, given as unknown[]);
      send(method, given);
    };
    Object.defineProperty(printAndSend, 'name', { value: method });
    target[method] = printAndSend;
    return () => {
      if (target[method] === printAndSend) target[method] = print;
    };
  });
  return () => undo.forEach((revert) => revert());
}

/** What is printed while a record is on its way, such as by a processor of the app, would go round in circles. */
function send(method: Method, given: readonly unknown[]): void {
  if (isWritingLine()) return;
  try {
    whileWritingLine(() => {
      const level = levels[method];
      const error = given.find((value) => value instanceof Error);
      logs.getLogger('console').emit({
        severityNumber: severityOfLevel(level),
        severityText: level,
        body: format(...given.map((value) => (value instanceof Error ? inOneLine(value) : value))),
        attributes: error === undefined ? {} : exceptionAttributes(error),
        context: context.active(),
      });
    });
  } catch (error) {
    reportProblem('log-invalid', `console.${method}: ${describeErrorWithoutMessage(error)}; what it prints is no record.`);
  }
}

/** The stack is an attribute. */
function inOneLine({ name, message }: Error): string {
  return message === '' ? name : `${name}: ${message}`;
}
