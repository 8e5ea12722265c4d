/** The quick pass over a text that sees which finders are worth running; `%3D`, `%3A`, `%20`, `\u003d` and `%40` count as what they stand for, `%25` as what may be encoded twice. */
import { blankBehindScheme } from './assignments/auth-scheme-words.js';
import { tableOf } from './charsets.js';
import { features } from './finder.js';
import { nextSign } from './assignments/spoken-secrets.js';

const other = 0;
const letter = 1;
const digit = 2;
const dash = 3;
const separator = 4;
const at = 5;
const colon = 6;
const blank = 7;
const percent = 8;

const classes = tableOf([
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', letter], ['0123456789', digit], ['-', dash], ['=>"\'`', separator], ['@', at], [':', colon],
  [' \t\n', blank], ['%\\&', percent],
]);

const minLongRun = 16;
const minDigits = 13;
/** A finder that finds nothing reads less of a longer text than this pass would. */
const maxReadLength = 256;
const likely = features.separator | features.longRun | features.manyDigits | features.blank | features.digit | features.spoken | features.authScheme;

export function featuresOf(text: string): number {
  if (text.length <= maxReadLength) return read(text);
  return likely | (text.includes('//') ? features.scheme : 0) | (text.includes('@') || text.includes('%') ? features.at : 0) | beginIn(text);
}

function read(text: string): number {
  let seen = 0;
  let hasDash = false;
  let runBreak = -1;
  let lastDigit = -2;
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? classes[code]! : other;
    if (kind === letter) continue;
    if (kind === dash) {
      hasDash = true;
      continue;
    }
    if (kind === digit) {
      const isNext = index - lastDigit === 1 || (index - lastDigit === 2 && isBetweenDigits(text.charCodeAt(index - 1)));
      digits = isNext ? digits + 1 : 1;
      lastDigit = index;
      if (digits === minDigits) seen |= features.manyDigits;
      continue;
    }
    if (index - runBreak > minLongRun) seen |= features.longRun;
    runBreak = index;
    if (kind === blank) seen |= features.blank;
    else if (kind === separator) seen |= features.separator;
    else if (kind === at) seen |= features.at;
    else if (kind === colon) seen |= text.startsWith('//', index + 1) ? features.separator | features.scheme : features.separator;
    else if (kind === percent) seen |= encodedFeature(text, index);
  }
  if (text.length - runBreak > minLongRun) seen |= features.longRun;
  if (digits > 0) seen |= features.digit;
  if (hasDash) seen |= beginIn(text);
  if ((seen & features.blank) === 0) return seen;
  if (nextSign(text, 0) >= 0) seen |= features.spoken;
  return blankBehindScheme(text, 0) >= 0 ? seen | features.authScheme : seen;
}

function beginIn(text: string): number {
  return text.includes('BEGIN') ? features.begin : 0;
}

function isBetweenDigits(code: number): boolean {
  return code === 32 || code === 45;
}

function encodedFeature(text: string, index: number): number {
  const next = text.charCodeAt(index + 1);
  if (text.charCodeAt(index) === 38) return next === 108 && text.startsWith('t;', index + 2) ? features.separator : 0;
  if (text.charCodeAt(index) === 92) return next === 117 && text.startsWith('003', index + 2) && (text.charCodeAt(index + 5) | 32) === 100 ? features.separator : 0;
  const last = text.charCodeAt(index + 2) | 32;
  if (next === 51 && (last === 97 || last === 100)) return features.separator;
  if (next === 50 && last === 50) return features.separator;
  if (next === 50 && text.charCodeAt(index + 2) === 48) return features.blank;
  if (next === 50 && last === 53) return features.separator | features.at;
  return next === 52 && text.charCodeAt(index + 2) === 48 ? features.at : 0;
}
