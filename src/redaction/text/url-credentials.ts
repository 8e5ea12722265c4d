/** Finds what stands in front of the host of a URL when a password is part of it; a user name alone stays. */
import { urlMarker } from '../marker.js';
import { features, type Finder } from './finder.js';
import type { Hits } from './hits.js';

/** A longer one is no user and password. */
const maxCredentialsLength = 512;
/** `\/` as in JSON of some writers, `%3A%2F%2F` as in a URL that is a parameter of another one. */
const schemeEnds = ['://', ':\\/\\/', '%3A%2F%2F', '%3a%2f%2f'] as const;
/** None of these stands in a URL before its path; `](` is in the middle of a link in Markdown. */
const outside = /[\s"'`<>\\]|\]\(|:\/\//;
const authorityEnd = /[/?#]/;
const encodedAuthorityEnd = /[/?#&]|%2F|%3F|%23|%26|%22/i;
const port = /^\d{1,5}$/;

export const urlCredentialsFinder: Finder = {
  rule: 'url-credentials',
  needs: features.at,
  find(text, hits) {
    for (const schemeEnd of schemeEnds) {
      for (let index = text.indexOf(schemeEnd); index >= 0; index = text.indexOf(schemeEnd, index + schemeEnd.length)) {
        findAt(text, index + schemeEnd.length, schemeEnd.startsWith('%'), hits);
      }
    }
  },
};

function findAt(text: string, start: number, isEncoded: boolean, hits: Hits): void {
  const window = text.slice(start, start + maxCredentialsLength);
  const rest = window.slice(0, outside.exec(window)?.index);
  const length = isEncoded ? encodedCredentialsLength(rest) : credentialsLength(rest);
  if (length > 0 && !isHidden(rest.slice(0, length))) hits.add('url-credentials', start, start + length);
}

/** The length of what stands in front of the `@`, 0 if there is no password in it. */
function credentialsLength(rest: string): number {
  const colon = rest.indexOf(':');
  // what begins with a bracket is the address of a host, or a marker
  if (colon < 0 || rest.startsWith('[')) return 0;
  const close = rest.search(authorityEnd);
  const authority = close < 0 ? rest : rest.slice(0, close);
  const at = authority.lastIndexOf('@');
  if (at >= 0) return colon < at ? at : 0;
  // no host ends like this, so that it is a password with a `/`, `?` or `#` in it
  const isPassword = colon < authority.length && (colon === 0 || !port.test(authority.slice(colon + 1)));
  return isPassword && authority.length > colon + 1 ? Math.max(0, rest.indexOf('@', authority.length)) : 0;
}

function encodedCredentialsLength(rest: string): number {
  const close = rest.search(encodedAuthorityEnd);
  const authority = close < 0 ? rest : rest.slice(0, close);
  const at = Math.max(authority.lastIndexOf('%40'), authority.lastIndexOf('@'));
  const colon = authority.search(/%3A|:/i);
  return colon >= 0 && colon < at ? at : 0;
}

function isHidden(credentials: string): boolean {
  return credentials.slice(credentials.indexOf(':') + 1) === urlMarker;
}
