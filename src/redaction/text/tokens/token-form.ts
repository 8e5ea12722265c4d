/** What the rows of the table of tokens are made of: parts of a token, and short words for the forms that occur again. */
import { dash, dot, hex, pad, percent, slash, url } from '../charsets.js';

/** A fixed text, or so many characters of a set; the last one is greedy, the others are followed by what is not in their set. */
export type TokenPart = string | readonly [set: number, min: number, max?: number];

export interface TokenForm {
  readonly vendor: string;
  /** What stands in front of the mark; undefined = the mark begins the token. */
  readonly head: readonly [set: number, min: number, max: number] | undefined;
  /** The fixed texts that mark the token, in exact case. */
  readonly marks: readonly string[];
  readonly tail: readonly TokenPart[];
  /** The mark might begin a name: the token holds a digit. */
  readonly hasDigit?: boolean;
  /** The mark is so short that it might stand anywhere: the token is not a part of a path, of a name with dots or dashes, or of base64. */
  readonly standsAlone?: boolean;
  /** The mark is the address of a webhook and stays. */
  readonly keepsMark?: boolean;
}

/** As long as it goes; only for sets that hold all letters and digits, and for tokens that need no digit: they cannot fail behind it, so that the time stays linear. */
export const open = Infinity;
export const dotted = url | dot;
export const padded = url | pad;
export const uuid = [hex | dash, 36] as const;

export function form(vendor: string, marks: string | readonly string[], ...tail: readonly TokenPart[]): TokenForm {
  return { vendor, head: undefined, marks: typeof marks === 'string' ? [marks] : marks, tail };
}

export function headed(vendor: string, head: NonNullable<TokenForm['head']>, marks: string | readonly string[], ...tail: readonly TokenPart[]): TokenForm {
  return { ...form(vendor, marks, ...tail), head };
}

export const numbered = (token: TokenForm): TokenForm => ({ ...token, hasDigit: true });
export const alone = (token: TokenForm): TokenForm => ({ ...token, hasDigit: true, standsAlone: true });
/** As it is, and as it stands in a parameter of another URL. */
export const webhook = (token: TokenForm): readonly TokenForm[] => ['/', '%2F', '%2f', '%252F', '%252f'].map((spelled) => ({ ...spelledWith(token, spelled), keepsMark: true }));

function spelledWith(token: TokenForm, slashSpelled: string): TokenForm {
  if (slashSpelled === '/') return token;
  const spell = (text: string): string => text.replaceAll('/', slashSpelled);
  const inEncoded = (part: TokenPart): TokenPart => {
    if (typeof part === 'string') return spell(part);
    const [set, ...lengths] = part;
    return [(set & slash) === 0 ? set : set | percent, ...lengths];
  };
  return { ...token, marks: token.marks.map(spell), tail: token.tail.map(inEncoded) };
}

/** `ab` and `-` → `ab-` for each of several endings. */
export function each(start: string, endings: string, close: string): readonly string[] {
  return endings.split(' ').map((ending) => start + ending + close);
}

/** The longest text in base64 that does not depend on what follows. */
export function inBase64(text: string): string {
  return Buffer.from(text.slice(0, text.length - (text.length % 3))).toString('base64');
}
