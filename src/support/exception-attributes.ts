/** What was thrown, as the attributes of the semantic conventions for exceptions: with all that caused it, whatever it is. */
import type { Attributes } from '@opentelemetry/api';
import { errorType } from './record-failure.js';
import { stackText } from './stack-text.js';

/** With what it was caused by: errors that gather or cause others may go on for ever. */
const maxErrors = 10;

/** Never throws. */
export function exceptionAttributes(error: unknown): Attributes {
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
  const stack = readStack(error);
  if (stack === undefined) return undefined;
  // walked while it grows
  const errors = new Set([error]);
  const texts: string[] = [];
  for (const each of errors) {
    if (texts.length === maxErrors) break;
    texts.push(readStack(each) ?? readText(each, 'message') ?? inWords(each));
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

function readStack(error: unknown): string | undefined {
  const stack = attempt(() => (error instanceof Error ? stackText(error) : undefined));
  return typeof stack === 'string' && stack !== '' ? stack : readText(error, 'stack');
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
