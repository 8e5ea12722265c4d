/** The quick pass over a text that sees which finders are worth running; `%3D`, `%3A`, `\u003d` and `%40` count as what they stand for. */
import { endsLikeScheme } from './auth-scheme-words.js';
import { features } from './finder.js';

const other = 0;
const letter = 1;
const digit = 2;
const dash = 3;
const separator = 4;
const at = 5;
const colon = 6;
const blank = 7;
const percent = 8;

const classes = new Uint8Array(128);
for (const code of Array.from({ length: 26 }, (_, index) => index)) classes[code + 65] = classes[code + 97] = letter;
for (const [characters, kind] of [['_', letter], ['0123456789', digit], ['-', dash], ['=>"\'`', separator], ['@', at], [':', colon], [' \t\n', blank], ['%', percent], ['\\', percent]] as const) {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
}

/** What follows a blank in ` is `, ` was `, ` -x` and ` "`. */
const spokenStarts = new Uint8Array(128);
for (const character of 'iw-"\'`') spokenStarts[character.charCodeAt(0)] = 1;

const minLongRun = 16;
const minDigits = 13;
const fenceLength = 5;

export function featuresOf(text: string): number {
  let seen = 0;
  let runBreak = -1;
  let lastDigit = -2;
  let digits = 0;
  let lastDash = -2;
  let dashes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = classOf(code);
    if (kind === letter) continue;
    if (kind === digit) {
      const isNext = index - lastDigit === 1 || (index - lastDigit === 2 && isBetweenDigits(text.charCodeAt(index - 1)));
      digits = isNext ? digits + 1 : 1;
      lastDigit = index;
      if (digits === minDigits) seen |= features.manyDigits;
      continue;
    }
    if (kind === dash) {
      dashes = index - lastDash === 1 ? dashes + 1 : 1;
      lastDash = index;
      if (dashes === fenceLength) seen |= features.fence;
      continue;
    }
    if (index - runBreak > minLongRun) seen |= features.longRun;
    runBreak = index;
    if (kind === blank) seen |= wordFeatures(text, index);
    else if (kind === separator) seen |= features.separator;
    else if (kind === at) seen |= features.at;
    else if (kind === colon) {
      seen |= features.separator;
      if (text.charCodeAt(index + 1) === 47 && text.charCodeAt(index + 2) === 47) seen |= features.scheme;
    } else if (kind === percent) seen |= encodedFeature(text, index);
  }
  if (text.length - runBreak > minLongRun) seen |= features.longRun;
  if (text.charCodeAt(0) === 45) seen |= features.spoken;
  return digits > 0 ? seen | features.digit : seen;
}

function classOf(code: number): number {
  return code < 128 ? classes[code]! : other;
}

/** What the words around a blank may be. */
function wordFeatures(text: string, index: number): number {
  const seen = endsLikeScheme(text, index) ? features.blank | features.authScheme : features.blank;
  const next = text.charCodeAt(index + 1);
  return next < 128 && spokenStarts[next] === 1 && isSpoken(text, index, next) ? seen | features.spoken : seen;
}

function isSpoken(text: string, index: number, next: number): boolean {
  if (next === 45) return text.charCodeAt(index + 2) > 32;
  if (next === 105) return text.startsWith('s ', index + 2);
  if (next === 119) return text.startsWith('as ', index + 2);
  return classOf(text.charCodeAt(index - 1)) === letter;
}

function isBetweenDigits(code: number): boolean {
  return code === 32 || code === 45;
}

function encodedFeature(text: string, index: number): number {
  const next = text.charCodeAt(index + 1);
  if (text.charCodeAt(index) === 92) return next === 117 && text.startsWith('003d', index + 2) ? features.separator : 0;
  const last = text.charCodeAt(index + 2) | 32;
  if (next === 51 && (last === 97 || last === 100)) return features.separator;
  if (next === 50 && last === 50) return features.separator;
  return next === 52 && text.charCodeAt(index + 2) === 48 ? features.at : 0;
}
