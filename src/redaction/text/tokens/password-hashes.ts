/** Finds hashes of passwords as systems store them: `$2b$12$…`, `$argon2id$…`, `pbkdf2_sha256$…`, `{SSHA}…`. */
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';

/** `$`, the name of the scheme, its settings, the salt and the hash; `Outer$1$Inner` is a class. */
const crypt = /(?:(?<![\w$])\$(?:1|5|6|7|y|gy)|\$(?:2[abxy]?|apr1|md5|sha1|s0|scrypt|argon2(?:id|i|d)|bcrypt-sha256|pbkdf2(?:-sha\d{1,3})?))\$(?:[\w./+=,-]{1,128}\$){0,4}[\w./+=-]{20,512}/y;
/** What stands in front of the first `$` elsewhere. */
const scheme = /(?<![A-Za-z0-9])(?:pbkdf2[_:]sha\d{1,3}(?::\d{1,9})?|scrypt(?::\d{1,9}){0,3}|bcrypt(?:_sha256)?|argon2|SCRAM-SHA-\d{1,3})$/;
const behindScheme = /\$(?:[\w./+=,:-]{0,128}\$){1,5}[\w./+=:-]{20,512}/y;
const longestScheme = 40;
const directory = /\{(?:S?SHA(?:256|384|512)?|SMD5)\}[A-Za-z0-9+/=]{20,512}/y;

export const passwordHashFinder: Finder = {
  rule: 'vendor-token',
  needs: features.digit,
  find(text, hits) {
    for (let index = text.indexOf('$'), end = 0; index >= 0; index = text.indexOf('$', Math.max(index + 1, end))) {
      const name = scheme.exec(text.slice(Math.max(0, index - longestScheme), index))?.[0];
      end = (name === undefined ? 0 : add(text, index - name.length, index, behindScheme, hits)) || add(text, index, index, crypt, hits);
    }
    for (let index = text.indexOf('{S'); index >= 0; index = text.indexOf('{S', index + 2)) add(text, index, index, directory, hits);
  },
};

/** Gives the end of the hash, 0 = there is none. */
function add(text: string, start: number, at: number, expression: RegExp, hits: Hits): number {
  expression.lastIndex = at;
  if (!expression.test(text)) return 0;
  let end = expression.lastIndex;
  // the full stop of a sentence
  while (text.charCodeAt(end - 1) === 46) end--;
  hits.add('vendor-token', start, end);
  return end;
}
