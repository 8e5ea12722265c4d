/** Finds what stands in front of the host of a URL when it is a password with its user, or a token alone; a user name alone stays. */
import { endOfMarker, isMarker } from '../../marker.js';
import { features, type Finder } from '../finder.js';
import { isPlaceholder, looksMade } from '../assignments/harmless-values.js';
import type { Hits } from '../hits.js';
import { endOfQuotedUrl } from './quoted-urls.js';

/** `\/` as in JSON of some writers, `%3A%2F%2F` as in a URL that is a parameter of another one. */
const schemeEnds = ['://', ':\\/\\/', '%3A%2F%2F', '%3a%2f%2f', '%253A%252F%252F'] as const;
/** None of these stands in a URL before its path, but a quote may in a password; `](` is in the middle of a link in Markdown. At the next scheme at the latest, so that the time is linear. */
const outside = /[\s"'`<>\\]|\]\(|:\/\//g;
const outsideEncoded = /[\s"'`<>\\]|:\/\/|%(?:25)?3A%(?:25)?2F%(?:25)?2F/gi;
const authorityEnd = /[/?#]/;
const encodedAuthorityEnd = /[/?#&]|%(?:25)?(?:2F|3F|23|26|22)/i;
const port = /^\d{1,5}$/;
const hostBeyondDoubt = /^[A-Za-z0-9][\w-]{0,63}(?:\.[A-Za-z0-9][\w-]{0,63}){0,8}(?::\d{2,5}(?:[/?]|$)|\.[A-Za-z]{2,16}\/)/;
const anyHost = /^[A-Za-z0-9[][\w.:\]-]{0,128}(?:[/?#]|$)/;
/** `ss:word`, but not `host:${PORT}` and `host:port`. */
const notPort = /^[^[:]*:(?!\d{1,5}(?:$|,)|port$|[<{$%[]).{0,512}$/i;
const address = /^\[[\da-f:.]{2,45}(?:%\w{1,16})?\]/i;
const drive = /^[A-Za-z]:$/;
const hostStart = /[\w[]/;
/** No digest, as behind the name of an image. */
const hostBehindUser = /^@(?!sha\d{1,3}:)[\w[]/;
const minTokenLength = 8;
const longestScheme = 16;
/** There a user alone is the name of a protocol's account (`git@`), not of a person, and no token. */
const accountSchemes = /(?:ssh|git|svn|hg|sftp|scp)$/i;

/** `//user:password@host`, not behind the colon of a scheme. */
const beforeRelative = /[\s"'`=(<>[,]/;
const relative = /^[^\s"'`<>\\/?#@:]{0,128}:[^\s"'`<>\\/?#]{1,512}(?=@[\w[])/;
const maxRelativeLength = 700;

export const urlCredentialsFinder: Finder = {
  rule: 'url-credentials',
  needs: features.at,
  find(text, hits) {
    for (const schemeEnd of schemeEnds) {
      for (let index = text.indexOf(schemeEnd); index >= 0; index = text.indexOf(schemeEnd, index + schemeEnd.length)) {
        findAt(text, index, index + schemeEnd.length, hits);
      }
    }
    for (let index = text.indexOf('//'); index >= 0; index = text.indexOf('//', index + 2)) {
      if (index === 0 || beforeRelative.test(text[index - 1]!)) findRelative(text, index + 2, hits);
    }
  },
};

/** @param schemeEnd where the colon of the scheme stands */
function findAt(text: string, schemeEnd: number, start: number, hits: Hits): void {
  const isEncoded = text.charCodeAt(schemeEnd) === 37;
  const rest = text.slice(start, endOfRun(isEncoded ? outsideEncoded : outside, text, start));
  const length = isEncoded ? encodedCredentialsLength(rest) : credentialsLength(rest) || quotedCredentialsLength(text, schemeEnd, start, rest);
  if (length > 0) add(text, start, start + length, hits);
  else if (!isAccount(text, schemeEnd)) addToken(text, start, isEncoded ? encodedUserLength(rest) : userLength(rest), hits);
}

function findRelative(text: string, start: number, hits: Hits): void {
  const credentials = relative.exec(text.slice(start, start + maxRelativeLength))?.[0];
  if (credentials !== undefined && credentialsLength(`${credentials}@`) > 0) add(text, start, start + credentials.length, hits);
}

function add(text: string, start: number, end: number, hits: Hits): void {
  const credentials = text.slice(start, end);
  const password = credentials.slice(credentials.indexOf(':', endOfMarker(credentials, 0)) + 1);
  if (!isMarker(credentials) && !isMarker(password)) hits.add('url-credentials', start, end);
}

function addToken(text: string, start: number, length: number, hits: Hits): void {
  if (looksMade(text, start, start + length, minTokenLength) && !isMarker(text.slice(start, start + length))) hits.add('url-credentials', start, start + length);
}

/** @param schemeEnd where the colon of the scheme stands */
export function isAccount(text: string, schemeEnd: number): boolean {
  return accountSchemes.test(text.slice(Math.max(0, schemeEnd - longestScheme), schemeEnd));
}

function endOfRun(end: RegExp, text: string, start: number): number {
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

/** The length of what stands in front of the `@`, 0 if there is no password in it. */
function credentialsLength(rest: string): number {
  const markerEnd = endOfMarker(rest, 0);
  const colon = rest.indexOf(':', markerEnd);
  if (colon < 0 || address.test(rest) || markerEnd > 0 && rest[markerEnd] === '@') return 0;
  const close = rest.search(authorityEnd);
  const authority = close < 0 ? rest : rest.slice(0, close);
  const at = authority.lastIndexOf('@');
  if (at >= 0) return colon > at ? 0 : Math.max(at, isHost(authority.slice(at + 1)) ? 0 : lastHost(rest, authority.length, authority.slice(at + 1)));
  // no host ends like this, so that it is a password with a `/`, `?` or `#` in it
  const isPassword = colon < authority.length && (colon === 0 || !port.test(authority.slice(colon + 1)));
  return isPassword && authority.length > colon + 1 ? Math.max(0, rest.indexOf('@', authority.length)) : 0;
}

/** The same for a password that holds quotes or angle brackets; `rest` is what stands in front of the first of them. */
function quotedCredentialsLength(text: string, schemeEnd: number, start: number, rest: string): number {
  const colon = rest.indexOf(':');
  if (colon < 0 || port.test(rest.slice(colon + 1)) || drive.test(rest)) return 0;
  const whole = text.slice(start, endOfQuotedUrl(text, schemeEnd, start + rest.length));
  const length = whole.length === rest.length ? 0 : credentialsLength(whole);
  return hostStart.test(whole[length + 1] ?? '') && !isPlaceholder(whole.slice(colon + 1, length)) ? length : 0;
}

/** What has neither a dot nor a port may be the middle of a password with `@` and `/` in it. */
function isHost(name: string): boolean {
  return !notPort.test(name) && (name.includes('.') || name.includes(':')) || name === 'localhost';
}

/** The last `@` in front of what is a host beyond doubt, or of any host where `name`, with a colon and no port, is none; 0 if there is none. */
function lastHost(rest: string, from: number, name: string): number {
  const at = rest.lastIndexOf('@');
  if (at > from && notPort.test(name) && anyHost.test(rest.slice(at + 1, at + 140))) return at;
  return at > from && hostBeyondDoubt.test(rest.slice(at + 1, at + 140)) ? at : 0;
}

/** Of a user without a password. */
function userLength(rest: string): number {
  const user = rest.search(/[/?#:@]/);
  return user > 0 && hostBehindUser.test(rest.slice(user, user + 10)) ? user : 0;
}

function encodedUserLength(rest: string): number {
  const user = rest.search(/[/?#&:@]|%(?:25)?(?:2F|3F|23|26|22|3A|40)/i);
  return user > 0 && /^(?:@|%(?:25)?40)/.test(rest.slice(user, user + 5)) ? user : 0;
}

function encodedCredentialsLength(rest: string): number {
  const close = rest.search(encodedAuthorityEnd);
  const authority = close < 0 ? rest : rest.slice(0, close);
  const at = Math.max(authority.lastIndexOf('%40'), authority.lastIndexOf('%2540'), authority.lastIndexOf('@'));
  const colon = authority.search(/%(?:25)?3A|:/i);
  return colon >= 0 && colon < at ? at : 0;
}
