/** Finds the secrets of a command line: `--password x` and `--token=x`; in a list, the value is the neighbour of its option. */
import type { KeyRules } from '../keys/key-rules.js';
import { schemes } from '../text/assignments/auth-scheme-words.js';
import { isPasswordLetter } from '../text/assignments/command-options.js';
import type { Finder } from '../text/finder.js';
import type { Hits } from '../text/hits.js';

const dash = 45;
const longestOption = 64;
const longestWord = 256;
const maxWords = 16;
/** `-p 8080:80` */
const ports = /^[\d:.]{1,21}$/;

/**
 * The name of an option whose value is the next argument.
 * @param words what stands in front of it, without options: they tell whether `-p` is a password
 */
export function optionName(argument: unknown, words: () => readonly string[]): string | undefined {
  if (typeof argument !== 'string' || argument.charCodeAt(0) !== dash || argument.length > longestOption || argument.includes('=')) return undefined;
  const name = argument.replace(/^-+/, '');
  return name === 'p' && isPasswordLetter(words()) ? 'password' : name;
}

/** The arguments in front of the one at `index` that are no options; those far in front are left out. */
export function wordsBefore(list: readonly unknown[], index: number): readonly string[] {
  return list.slice(Math.max(0, index - maxWords), index).filter(isOrdinaryWord);
}

function isOrdinaryWord(argument: unknown): argument is string {
  return typeof argument === 'string' && argument.charCodeAt(0) !== dash && argument.length <= longestWord;
}

/** Behind an option without a value stands the next option, and behind `-p` perhaps a port; `--auth basic` names no credential, and `--max-tokens 4096` counts. */
export function isValueOf(option: string, argument: unknown): boolean {
  if (typeof argument !== 'string') return true;
  if (argument.startsWith('--') || option === '-p' && ports.test(argument)) return false;
  if (/^-{1,2}auth$/i.test(option) && schemes.has(argument.toLowerCase())) return false;
  return !(/tokens$/i.test(option) && /^\d{1,16}$/.test(argument));
}

export function createArgumentFinder(keys: KeyRules): Finder {
  return { rule: 'assignment', needs: 0, find: (text, hits) => findValues(text, keys, hits) };
}

/** A command line is often written without the quotes, so that a value goes on to the next option. */
function findValues(text: string, keys: KeyRules, hits: Hits): void {
  let option = '';
  let words: readonly string[] = [];
  for (let next = startOfArgument(text, 0); next < text.length; ) {
    const last = endOfArgument(text, next);
    const [start, end] = isQuoted(text, next, last) ? [next + 1, last - 1] : [next, last];
    const argument = text.slice(start, end);
    if (argument.charCodeAt(0) === dash) {
      const equals = argument.indexOf('=');
      const name = equals < 0 ? optionName(argument, () => words) : argument.slice(0, equals);
      const isSecret = name !== undefined && keys.namesSecret(name.replace(/^-+/, ''), true);
      if (isSecret && equals >= 0) hits.add('assignment', start + equals + 1, end);
      else if (option !== '' && isValueOf(option, argument)) hits.add('assignment', start, end);
      option = isSecret && equals < 0 ? argument : '';
    } else {
      if (option !== '') {
        if (isValueOf(option, argument)) hits.add('assignment', start, end);
        else option = '';
      }
      if (isOrdinaryWord(argument)) words = [...words.slice(-maxWords), argument];
    }
    next = startOfArgument(text, last);
  }
}

function isQuoted(text: string, start: number, end: number): boolean {
  const first = text.charAt(start);
  return (first === '"' || first === "'") && end > start + 1 && text.charAt(end - 1) === first;
}

function startOfArgument(text: string, from: number): number {
  let index = from;
  while (text.charCodeAt(index) <= 32) index++;
  return index;
}

/** Quotes may hold blanks; one that does not end goes on to the end. */
function endOfArgument(text: string, start: number): number {
  let index = start;
  while (index < text.length && text.charCodeAt(index) > 32) {
    const character = text.charAt(index);
    if (character === '"' || character === "'") {
      const end = text.indexOf(character, index + 1);
      if (end < 0) return text.length;
      index = end;
    }
    index++;
  }
  return index;
}
