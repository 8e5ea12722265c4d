/** Name and attributes of the spans of a layer: as upstream's, made once for the paths on which the layer is reached. */
import { ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';
import type { OwnSpanOptions } from '../../../tracer/own-tracer.js';
import type { LayerPaths } from './layer-paths.js';

/** What both versions of Express have in their stacks. */
export interface Layer {
  readonly name: string;
  /** The part of the URL that it was matched with, in Express 4. */
  readonly path?: string | undefined;
  readonly route?: { readonly path?: unknown } | undefined;
  readonly handle?: { readonly stack?: readonly Layer[] } | undefined;
}

/** `express.type` */
type LayerType = 'router' | 'request_handler' | 'middleware';

export interface LayerSpan {
  readonly spanName: string;
  readonly type: LayerType;
  readonly isIgnored: boolean;
  /** @param route that the request has so far: one of two, as it is that of the paths or none */
  optionsOf(route: string | undefined): OwnSpanOptions;
}

export interface LayerSpansOptions {
  readonly layer: Layer;
  /** On which it was mounted. */
  readonly layerPath: string | undefined;
  readonly isIgnored: (spanName: string, type: LayerType) => boolean;
  readonly toOptions: (attributes: Readonly<Record<string, string>>) => OwnSpanOptions;
}

/** What else the name of a span follows from; any of it may change while the app runs. */
interface Basis {
  readonly name: string;
  readonly hasPath: boolean;
  readonly routerPath: string;
}

interface Known {
  readonly paths: LayerPaths;
  readonly basis: Basis;
  readonly span: LayerSpan;
}

export type LayerSpans = (paths: LayerPaths) => LayerSpan;

export function createLayerSpans(options: LayerSpansOptions): LayerSpans {
  const { layer } = options;
  // few layers are reached on more than one way
  let last: Known | undefined;
  const others = new WeakMap<LayerPaths, Known>();

  return (paths) => {
    const known = last?.paths === paths ? last : others.get(paths);
    const routerPath = layer.name === 'router' ? routerPathOf(layer) : '';
    const hasPath = Boolean(layer.path);
    if (known !== undefined && known.basis.name === layer.name && known.basis.hasPath === hasPath && known.basis.routerPath === routerPath) {
      last = known;
      return known.span;
    }
    const basis = { name: layer.name, hasPath, routerPath };
    last = { paths, basis, span: describe(basis, paths.text, options) };
    others.set(paths, last);
    return last.span;
  };
}

/** The path of the first route of a router, or of those in it. */
function routerPathOf({ handle }: Layer): string {
  const first = handle?.stack?.[0];
  if (first?.route?.path) return String(first.route.path);
  return first?.handle?.stack === undefined ? '' : routerPathOf(first);
}

function describe(basis: Basis, pathText: string, { layerPath, isIgnored, toOptions }: LayerSpansOptions): LayerSpan {
  const [type, expressName, spanName] = titlesOf(basis, pathText, layerPath);
  const byRoute = new Map<string | undefined, OwnSpanOptions>();
  return {
    spanName,
    type,
    isIgnored: isIgnored(spanName, type),
    optionsOf(route) {
      let options = byRoute.get(route);
      if (options === undefined) {
        options = toOptions({ ...(route === undefined ? {} : { [ATTR_HTTP_ROUTE]: route }), 'express.name': expressName, 'express.type': type });
        byRoute.set(route, options);
      }
      return options;
    },
  };
}

function titlesOf({ name, hasPath, routerPath }: Basis, pathText: string, layerPath: string | undefined): [LayerType, expressName: string, spanName: string] {
  if (name === 'router') {
    const title = routerPath || layerPath || pathText || '/';
    return ['router', title, `router - ${title}`];
  }
  if (name === 'bound dispatch' || name === 'handle') {
    const title = pathText || layerPath;
    return ['request_handler', title ?? 'request handler', hasPath ? `request handler - ${title}` : 'request handler'];
  }
  return ['middleware', name, `middleware - ${name}`];
}
