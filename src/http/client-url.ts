/** The URL of a call, without what is secret in it. */
import type { OutgoingHttpHeaders } from 'node:http';
import { getAbsoluteUrl } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import type { ClientArguments, Component } from './client-arguments.js';
import type { ClientTarget } from './client-target.js';
import { hiddenByDefault, plainTargetOf } from './request-target.js';

/** @param hiddenNames of parameters whose values are hidden */
export function createUrlOf(component: Component, hiddenNames: readonly string[] = hiddenByDefault): (given: ClientArguments, target: ClientTarget) => string {
  // what upstream's parser, which looks at paths with a query alone, would leave as it is
  const isPlain = (path: string): boolean => !path.includes('?') || plainTargetOf(path, hiddenNames) !== undefined;

  return ({ options }, { urlStart }) => {
    const { auth, headers = {} } = options;
    const path = options.path || '/';
    if (urlStart !== undefined && !auth && typeof path === 'string' && isPlain(path)) return urlStart + path;
    return getAbsoluteUrl(options, headers as OutgoingHttpHeaders, `${component}:`, hiddenNames);
  };
}
