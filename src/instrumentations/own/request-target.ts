/** Path and query of an incoming request; a plain path is taken as it is, where a URL parser would give back the same. */

export interface RequestTarget {
  readonly pathname?: string | null;
  readonly search?: string;
}

interface Request {
  readonly url?: string | undefined;
  readonly headers: { readonly host?: string | undefined };
}

/** Segments that are not empty, begin with no dot and need no escapes; no query. */
export const plainPath = /^\/(?:[\w~-][\w.~-]*(?:\/|$))*$/;

/** That could be parsed last: with another one, there may be no URL at all. */
let knownHost: string | undefined;

/** @param parse gives an empty target where it cannot */
export function requestTarget({ url, headers: { host } }: Request, parse: () => RequestTarget): RequestTarget {
  if (host === knownHost && url !== undefined && plainPath.test(url)) return { pathname: url, search: '' };
  const target = parse();
  if (target.pathname !== undefined) knownHost = host;
  return target;
}
