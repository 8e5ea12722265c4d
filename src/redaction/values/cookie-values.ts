/** Hides the values of cookies; their names stay, and so do the attributes of `Set-Cookie`. */
import type { Finder } from '../text/finder.js';
import type { Hits } from '../text/hits.js';

const attributes: ReadonlySet<string> = new Set(['path', 'expires', 'max-age', 'domain', 'samesite', 'priority', 'httponly', 'secure', 'partitioned']);
const cookieName = /^[\w!#$%&'*+.^`|~-]{1,128}$/;

/** @param isSet of the header `Set-Cookie`, which has attributes behind the value */
export function createCookieFinder(isSet: boolean): Finder {
  return { rule: 'cookie', needs: 0, find: (text, hits) => findValues(text, isSet, hits) };
}

/** What is not made of names and values is hidden as a whole. */
function findValues(text: string, isSet: boolean, hits: Hits): void {
  const found: number[] = [];
  for (let start = 0; start < text.length; ) {
    const semicolon = text.indexOf(';', start);
    const end = semicolon < 0 ? text.length : semicolon;
    const equals = text.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    const name = text.slice(start, nameEnd).trim();
    const hasValue = nameEnd < end;
    const isAttribute = isSet && start > 0 && attributes.has(name.toLowerCase()) && (!hasValue || !hasOtherCookie(text, nameEnd + 1, end));
    if (!isAttribute && name !== '') {
      if (!hasValue || !cookieName.test(name)) return hits.add('cookie', 0, text.length);
      found.push(nameEnd + 1, end);
    }
    start = end + 1;
  }
  for (let index = 0; index < found.length; index += 2) hits.add('cookie', found[index]!, found[index + 1]!);
}

/** Two headers may have been joined: `Path=/, sid=…`. */
function hasOtherCookie(text: string, start: number, end: number): boolean {
  const equals = text.indexOf('=', start);
  return equals >= 0 && equals < end;
}
