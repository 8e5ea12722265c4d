/** The public `bindContext` and `withContext`: fields of the app on every log of a request, or of a part of it. */
import { context } from '@opentelemetry/api';
import { createFieldsFrame, openFieldsFrame, setFieldsFrame, type FieldsFrame } from '../context/fields-frame.js';
import { reservedFields } from '../context/line-fields.js';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { splitOptionsAndCallback } from '../support/callback-arguments.js';
import { InvalidArgumentError, kindOf } from '../support/invalid-argument.js';
import { isStarted } from '../support/is-started.js';
import { toFieldValue } from './field-value.js';

/** By name: texts, numbers, booleans, dates, errors, lists, sets, maps and objects of them. `undefined` is left out. */
export type ContextFields = Readonly<Record<string, unknown>>;

export interface ContextOptions {
  /** Whether spans that start from now on carry the fields too. @default false */
  readonly spans?: boolean;
}

/** Of one request, and of one `withContext`. */
const maxFields = 64;
const maxNameLength = 128;

/**
 * Puts `fields` on every log record of the request, or of the `withContext` that the calling code runs in, from now on; they end with it.
 * The last value of a name wins; ids, flow and step cannot be written over. At most 64 fields of at most 4,096 characters: what goes beyond, and what logs cannot carry, is left out and
 * reported as the problem `context-field-invalid`, and so is a call outside of a request. Never throws. No effect when `register` was not loaded.
 *
 * @example
 * import { createServer } from 'node:http';
 * import { bindContext } from '@org/otel-distro';
 * import { logs } from '@opentelemetry/api';
 * const server = createServer((request, response) => {
 *   bindContext({ tenant: request.headers['x-tenant'] });
 *   logs.getLogger('shop').emit({ body: 'cart opened' }); // has tenant
 *   response.end();
 * }).listen(0, async () => {
 *   const { port } = server.address() as { port: number };
 *   await fetch(`http://localhost:${port}`, { headers: { 'X-Tenant': 'blue', Connection: 'close' } });
 *   server.close();
 * });
 */
export function bindContext(fields: ContextFields, options: ContextOptions = {}): void {
  if (!isStarted()) return;
  const call = 'bindContext(fields, options?)';
  const frame = openFieldsFrame(context.active());
  if (frame === undefined) return report(`${call} was called outside of a request and of withContext, or OTEL_DISTRO_REQUEST_CONTEXT is false; nothing is bound.`);
  addFields(call, frame, fields, options);
}

/**
 * Runs `fn` and returns what it returns, synchronous or not; every log record inside carries `fields`. What the request has bound is there as well.
 *
 * @param options `spans: true` puts the fields on spans that start inside, too
 * @throws what `fn` throws; an error with `code` `INVALID_ARGUMENT` when there is no function to run
 *
 * @example
 * import { withContext } from '@org/otel-distro';
 * import { logs } from '@opentelemetry/api';
 * await withContext({ 'order.id': 'order-7' }, { spans: true }, async () => {
 *   logs.getLogger('shop').emit({ body: 'order packed' }); // has order.id
 * });
 */
export function withContext<Result>(fields: ContextFields, fn: () => Result): Result;
export function withContext<Result>(fields: ContextFields, options: ContextOptions, fn: () => Result): Result;
export function withContext<Result>(fields: ContextFields, optionsOrFn: ContextOptions | (() => Result), fn?: () => Result): Result {
  const call = 'withContext(fields, options?, fn)';
  const { options = {}, callback } = splitOptionsAndCallback<ContextOptions, () => Result>(call, optionsOrFn, fn);
  if (!isStarted()) return callback();
  const active = context.active();
  const frame = createFieldsFrame(openFieldsFrame(active));
  addFields(call, frame, fields, options);
  return context.with(setFieldsFrame(active, frame), () => callback());
}

function addFields(call: string, frame: FieldsFrame, fields: unknown, options: ContextOptions): void {
  try {
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new InvalidArgumentError(`fields is ${kindOf(fields)}, expected an object`);
    const onSpans = (options as ContextOptions | null | undefined)?.spans === true;
    for (const name of Object.keys(fields)) addField(call, frame, name, fields, onSpans);
  } catch (reason) {
    report(`${call}: ${reason instanceof InvalidArgumentError ? reason.message : describeErrorWithoutMessage(reason)}; nothing more is bound.`);
  }
}

function addField(call: string, frame: FieldsFrame, name: string, fields: object, onSpans: boolean): void {
  try {
    const value = toFieldValue(checkedField(frame, name, fields));
    if (value === undefined) return;
    frame.fields[name] = value;
    if (onSpans) frame.spanFields[name] = value;
  } catch (reason) {
    const what = reason instanceof InvalidArgumentError ? reason.message : `cannot be read: ${describeErrorWithoutMessage(reason)}`;
    report(`${call}: the field ${JSON.stringify(name.slice(0, maxNameLength))} ${what}; it is left out.`);
  }
}

function checkedField(frame: FieldsFrame, name: string, fields: object): unknown {
  if (name === '' || name === '__proto__' || name.length > maxNameLength) throw new InvalidArgumentError(`has a name that is empty, too long or reserved`);
  if (reservedFields.has(name)) throw new InvalidArgumentError('is called like an id, or like the name or the step of a flow');
  if (!(name in frame.fields) && Object.keys(frame.fields).length >= maxFields) throw new InvalidArgumentError(`is one of more than ${maxFields}`);
  return Reflect.get(fields, name);
}

function report(detail: string): void {
  reportProblem('context-field-invalid', detail);
}

