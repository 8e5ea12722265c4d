/** What is said about calls of the helper API that cannot be recorded as they are; the app goes on in each case. */
import { InvalidArgumentError, kindOf } from '../support/invalid-argument.js';
import { describeErrorWithoutMessage } from './describe-error.js';
import { reportProblem } from './log.js';

/** Stands in for a name that is none. */
const unnamed = 'unnamed';

/** @param call the function with its parameters, as `flow(name, fn)` */
export function usableName(call: string, name: unknown): string {
  if (typeof name === 'string') return name;
  reportProblem('span-invalid', `${call}: name is ${kindOf(name)}, expected a string; "${unnamed}" is used.`);
  return unnamed;
}

export function reportInvalidOptions(call: string, reason: unknown): void {
  const consequence = reason instanceof InvalidArgumentError ? 'the options are ignored' : 'of the options, only the attributes that can be read are used';
  reportProblem('span-invalid', `${call}: ${explain(reason)}; ${consequence}.`);
}

export function reportInvalidOption(call: string, reason: unknown): void {
  reportProblem('span-invalid', `${call}: ${explain(reason)}; its default is used.`);
}

export function reportUnreadableAttributes(call: string, reason: unknown): void {
  reportProblem('span-invalid', `${call}: ${explain(reason)}; only the attributes that can be read are used.`);
}

/** @param instrument as `counter("shop.orders")` */
export function reportInvalidMeasurement(instrument: string, reason: unknown): void {
  reportProblem('measurement-invalid', `${instrument}: ${explain(reason)}; nothing is measured.`);
}

/** Only our own messages are known to quote no value. */
function explain(reason: unknown): string {
  return reason instanceof InvalidArgumentError ? reason.message : describeErrorWithoutMessage(reason);
}
