/** The functions of upstream's Express instrumentation that its package does not export. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { root } from '../../../../support/node-lines.js';

export const storedPaths = '__ot_middlewares';

interface Request {
  readonly [storedPaths]: readonly string[];
  readonly originalUrl: string;
}

interface UpstreamUtils {
  getConstructedRoute(request: Request): string;
  getActualMatchedRoute(request: Request): string | undefined;
  getLayerMetadata(route: string, layer: object, layerPath: string | undefined): { readonly name: string; readonly attributes: Readonly<Record<string, string>> };
  isLayerIgnored(name: string, type: string, options: object): boolean;
}

export const upstreamUtils = createRequire(import.meta.url)(path.join(root, 'node_modules/@opentelemetry/instrumentation-express/dist/utils.cjs')) as UpstreamUtils;
