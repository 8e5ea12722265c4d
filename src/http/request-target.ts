/** Path and query of an incoming request where a URL parser, and who writes a query anew, would give back the same. */

import { plainPath } from '../instrumentations/own/request-target.js';

/** Of upstream: names of parameters whose values are hidden where nothing is set. */
export const hiddenByDefault: readonly string[] = ['sig', 'Signature', 'AWSAccessKeyId', 'X-Goog-Signature', 'X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token'];

/** Segments that are not empty, begin with no dot and need no escapes; then no query, or one of plain names and values. */
const plainTarget = /^(\/(?:[\w~-][\w.~-]*(?:\/|$|(?=\?)))*)(?:\?([\w*.-]+=[\w*.-]*(?:&[\w*.-]+=[\w*.-]*)*))?$/;

export interface PlainTarget {
  readonly path: string;
  /** Undefined without a query. */
  readonly query: string | undefined;
}

/** @param hiddenNames names of parameters of which upstream hides the values */
export function plainTargetOf(url: string, hiddenNames: readonly string[]): PlainTarget | undefined {
  if (plainPath.test(url)) return { path: url, query: undefined };
  const match = plainTarget.exec(url);
  if (match === null) return undefined;
  const query = match[2];
  if (query !== undefined && hiddenNames.some((name) => query.includes(name))) return undefined;
  return { path: match[1]!, query };
}
