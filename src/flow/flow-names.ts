/** Names of flows and steps as they are used, and the ids that are made of them. */
import { usableName } from '../diagnostics/helper-problems.js';
import { reportProblem } from '../diagnostics/log.js';

/** It stands on every span and log record inside, and in baggage. */
export const maxNameLength = 128;
const maxIdPrefixLength = 40;
const plainWord = /^(?:[a-z]+\d{0,3}|\d{1,3})$/;

/** @param call the function with its parameters, as `flow(name, fn)` */
export function flowNameOf(call: string, given: unknown): string {
  const name = usableName(call, given);
  if (name.length <= maxNameLength) return name;
  reportProblem('span-invalid', `${call}: name is longer than ${maxNameLength} characters; its beginning is used.`);
  return name.slice(0, maxNameLength);
}

export function createFlowId(name: string): string {
  const suffix = Math.floor(Math.random() * 2 ** 32).toString(16).padStart(8, '0');
  return `${plainWordsOf(name)}-${suffix}`;
}

/** Of the name only what looks like words, up to where a value may begin: an id stands in texts and other places where no rule could tell a secret in it. */
export function plainWordsOf(name: string): string {
  const [beginning = ''] = name.toLowerCase().split(/[=:]/, 1);
  const words = beginning.split(/[^a-z0-9]+/).filter((word) => word === '' || plainWord.test(word));
  return words.join('-').slice(0, maxIdPrefixLength) || 'flow';
}
