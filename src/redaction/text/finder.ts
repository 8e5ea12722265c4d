/** What a rule for text is: a function that finds, and the cheap look that says whether it can find anything. */
import type { RuleName } from '../rules.js';
import type { Hits } from './hits.js';

/** What one quick pass over a text saw; a finder runs only when all that it needs was seen. */
export const features = {
  /** `:` or `=` (plain or as `%3D`), or `>`: something may be assigned. */
  separator: 1,
  /** `@` (plain or as `%40`). */
  at: 2,
  /** `://` */
  scheme: 4,
  /** 16 or more characters of `[A-Za-z0-9_-]` in a row. */
  longRun: 8,
  /** 13 or more digits, with single blanks or dashes between them at most. */
  manyDigits: 16,
  /** A dash and `BEGIN`, as in `-----BEGIN PRIVATE KEY-----`. */
  begin: 32,
  /** A blank: words follow each other. */
  blank: 64,
  /** Any digit. */
  digit: 128,
  /** ` is `, ` was `, ` -` or a quote behind a blank: a secret may be spoken of, or an option of a command. */
  spoken: 256,
  /** A word that may be an authentication scheme, and a blank. */
  authScheme: 512,
} as const;

export interface Finder {
  readonly rule: RuleName;
  /** The features that all have to be there, or-ed; 0 = it always runs. */
  readonly needs: number;
  /** Reports to `hits` what must not leave. In linear time, for any text; what it finds depends on the text and the settings alone. */
  find(text: string, hits: Hits): void;
}
