/** What must not leave of a value that is a URL, or a part of one: user and password, and parameters with a secret name. */
import type { KeyRules } from '../keys/key-rules.js';
import { endOfMarker, isMarker, urlMarker } from '../marker.js';
import { features, type Finder } from '../text/finder.js';
import type { Hits } from '../text/hits.js';
import { isAccount } from '../text/urls/url-credentials.js';
import { createParameterKinds, findSecretParameters } from '../text/urls/url-parameters.js';

const hostOrPath = /^(?:[A-Za-z][\w+.-]{0,31}:)?\//;

export function createUrlFinders(keys: KeyRules): readonly Finder[] {
  const kindOf = createParameterKinds(keys);
  return [
    { rule: 'url-credentials', needs: features.at, find: findUserInfo },
    { rule: 'url-parameter', needs: features.separator, find: (text, hits) => findSecretParameters(text, startOfParameters(text), text.length, kindOf, hits) },
  ];
}

/** Two parts where there were two, as the semantic conventions want it. */
function findUserInfo(text: string, hits: Hits): void {
  const lastAt = text.lastIndexOf('@');
  let start = text.startsWith('//') ? 2 : startOfAuthority(text, 0);
  while (start > 0 && start <= lastAt) {
    const end = endOfUserInfo(text, start, lastAt);
    if (end > start) hideUserInfo(text, start, end, hits);
    start = startOfAuthority(text, Math.max(start, end));
  }
}

function hideUserInfo(text: string, start: number, end: number, hits: Hits): void {
  const userInfo = text.slice(start, end);
  const hasPassword = userInfo.includes(':');
  if (isHidden(userInfo)) return;
  if (!hasPassword && isAccount(text, start - 3)) return;
  hits.add('url-credentials', start, end, hasPassword ? `${urlMarker}:${urlMarker}` : urlMarker);
}

function isHidden(userInfo: string): boolean {
  if (isMarker(userInfo)) return true;
  const colon = userInfo.indexOf(':', endOfMarker(userInfo, 0));
  return colon > 0 && isMarker(userInfo.slice(0, colon)) && isMarker(userInfo.slice(colon + 1));
}

/** 0 = there is none. */
function startOfAuthority(text: string, from: number): number {
  const index = text.indexOf('://', from);
  return index < 0 ? 0 : index + 3;
}

/**
 * The last `@` of the authority, 0 = none. A password may hold a character that ends an authority: what stands behind the `:` is no port
 * then, and the last `@` of all is taken.
 */
function endOfUserInfo(text: string, start: number, lastAt: number): number {
  let end = start;
  let last = 0;
  let colon = 0;
  for (; end < text.length && !isEndOfAuthority(text.charCodeAt(end)); end++) {
    const code = text.charCodeAt(end);
    if (code === 64) last = end;
    else if (code === 58) colon = end;
  }
  if (last > 0 || colon === 0 || text.charCodeAt(start) === 91) return last;
  return /^\d{0,5}$/.test(text.slice(colon + 1, end)) ? 0 : lastAt;
}

function isEndOfAuthority(code: number): boolean {
  return code <= 32 || code === 47 || code === 63 || code === 35 || code === 92;
}

/** Host and path are no name of a parameter; a value of `url.query` has no `?` in front. */
function startOfParameters(text: string): number {
  if (!hostOrPath.test(text)) return 0;
  const start = text.search(/[?#;&]/);
  return start < 0 ? text.length : start;
}
