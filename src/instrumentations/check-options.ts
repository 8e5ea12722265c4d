/**
 * Checks the options of instrumentations against what each of them knows. The table of options is only needed where
 * somebody sets some: this file is a chunk of its own.
 */
import { reportProblem } from '../diagnostics/log.js';
import { didYouMean } from '../settings/nearest-name.js';
import { upstreamOptions } from './options.generated.js';
import { ownOptions } from './own/options.js';
import type { InstrumentationOptions } from './instrumentation-loader.js';

/** What a value of JSON or YAML may be for an option; several are separated by ` | `. A `function` needs code. */
export type OptionTypes = Readonly<Record<string, string>>;

const everyInstrumentation: OptionTypes = { enabled: 'boolean' };

/** The options of an instrumentation with the types of their values; undefined where there is no such instrumentation. */
export function optionTypesOf(id: string): OptionTypes | undefined {
  const upstream = Object.hasOwn(upstreamOptions, id) ? upstreamOptions[id] : undefined;
  return upstream && { ...everyInstrumentation, ...ownOptions[id], ...upstream };
}

/**
 * Returns the options that can be used; the others are reported.
 * @param source the variable or file that they come from
 */
export function checkInstrumentationOptions(source: string, given: Readonly<Record<string, unknown>>): InstrumentationOptions {
  const checked: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [id, options] of Object.entries(given)) {
    const types = optionTypesOf(id);
    if (types === undefined) reportProblem('instrumentation-unknown', `${source}: there is no instrumentation "${id}"${didYouMean(id, Object.keys(upstreamOptions))}; it is ignored.`);
    else if (isRecord(options)) checked[id] = usableOptions(`${source}: ${id}`, options, types);
    // a key of a YAML file without anything below it
    else if (options !== null) reportProblem('setting-invalid', `${source}: the options of ${id} are not an object; they are ignored.`);
  }
  return checked;
}

function usableOptions(subject: string, options: Readonly<Record<string, unknown>>, types: OptionTypes): Readonly<Record<string, unknown>> {
  const isUsable = ([name, value]: [string, unknown]): boolean => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) {
      const names = Object.keys(types).filter((known) => types[known] !== 'function');
      reportProblem('instrumentation-unknown', `${subject} has no option "${name}"${didYouMean(name, names)}; it is ignored. Its options: ${names.join(', ')}.`);
    } else if (type === 'function') reportProblem('setting-invalid', `${subject}.${name} takes a function and cannot be set without code; it is ignored.`);
    else if (!type.split(' | ').some((one) => isOfType(value, one))) reportProblem('setting-invalid', `${subject}.${name} must be ${type}; it is ignored.`);
    else return true;
    return false;
  };
  return Object.fromEntries(Object.entries(options).filter(isUsable));
}

function isOfType(value: unknown, type: string): boolean {
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((item) => isOfType(item, type.slice(0, -2)));
  return type === 'object' ? isRecord(value) : typeof value === type;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
