/**
 * The paths of the layers that a request has come through, and the route that they make: upstream's lists, as a tree in which what
 * follows from a list is found out once.
 */

/** More paths than an app has; one that makes ever new ones begins anew. */
const maxRemembered = 2000;
let remembered = 0;

const meansNothing = /^(?:\/|\/\*|\/\{\*[^}]*\})$/;

export class LayerPaths {
  /** The paths without the last; those of no layer have themselves. */
  readonly above: LayerPaths;
  /** Upstream's constructed route. */
  readonly text: string;
  readonly #paths: readonly string[];
  readonly #below = new Map<string, LayerPaths>();
  readonly #matching: Matching;

  constructor(paths: readonly string[], above?: LayerPaths) {
    this.#paths = paths;
    this.above = above ?? this;
    this.text = constructRoute(paths);
    this.#matching = matchingOf(paths, this.text);
  }

  below(path: string): LayerPaths {
    const known = this.#below.get(path);
    if (known !== undefined) return known;
    if (remembered >= maxRemembered) {
      noPaths.#below.clear();
      remembered = 0;
    }
    const made = new LayerPaths([...this.#paths, path], this);
    this.#below.set(path, made);
    remembered++;
    return made;
  }

  /** The route that the request has so far; undefined where its URL does not fit. */
  routeOf(originalUrl: string): string | undefined {
    const { route, fits } = this.#matching;
    if (fits === 'any') return route;
    return (fits === 'same' ? originalUrl === route : originalUrl.startsWith(route)) ? route : undefined;
  }
}

export const noPaths = new LayerPaths([]);

/** Which URLs have the route. */
type Matching = { readonly route: string | undefined; readonly fits: 'any' } | { readonly route: string; readonly fits: 'same' | 'beginning' };

function matchingOf(paths: readonly string[], text: string): Matching {
  if (paths.length === 0) return { route: undefined, fits: 'any' };
  if (paths.every((path) => path === '/')) return { route: '/', fits: 'same' };
  if (text === '*' || (text.includes('/') && /[,\\*[]/.test(text))) return { route: text, fits: 'any' };
  const route = text.startsWith('/') ? text : `/${text}`;
  return { route, fits: /[:*]/.test(route) ? 'any' : 'beginning' };
}

function constructRoute(paths: readonly string[]): string {
  return paths.filter((path) => !meansNothing.test(path)).join('').replaceAll(/\/{2,}/g, '/');
}
