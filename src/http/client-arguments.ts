/** What the app gives to `request` and `get`, in all its forms, as the one form in which it is handed on. */
import type { RequestOptions } from 'node:http';
import { isURLLike } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';

export type Component = 'http' | 'https';

export interface ClientArguments {
  /** As Node.js makes them; they belong to the call and can be changed. */
  readonly options: RequestOptions;
  readonly callback: unknown;
  /** What the attributes are made of; Node.js finds out for itself. */
  readonly protocol: string | null | undefined;
  readonly port: RequestOptions['port'];
  readonly isValid: boolean;
}

/** Undefined for what can be no request: Node.js refuses it. */
export function readArguments(component: Component, input: unknown, second: unknown, third: unknown): ClientArguments | undefined {
  const given = read(component, input, second, third);
  const method: unknown = given?.options.method;
  return method == null || typeof method === 'string' ? given : undefined;
}

function read(component: Component, input: unknown, second: unknown, third: unknown): ClientArguments | undefined {
  if (typeof input === 'string') return input === '' ? undefined : ofText(input, second, third);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  if (isURLLike(input)) return ofUrl(input, second, third);
  const options: RequestOptions = { ...input };
  const { protocol, port } = options;
  return { options, callback: second, protocol, port: component === 'https' ? port || 443 : port, isValid: true };
}

function ofText(text: string, second: unknown, third: unknown): ClientArguments {
  try {
    const url = new URL(text);
    const options = optionsOf(url);
    // for the URL of the span alone: Node.js goes by the name
    options.host = url.host;
    return complete(options, second, third);
  } catch {
    return { ...complete({ path: text }, second, third), isValid: false };
  }
}

function ofUrl(url: URL, second: unknown, third: unknown): ClientArguments | undefined {
  try {
    return complete(optionsOf(url), second, third);
  } catch {
    return undefined;
  }
}

let urlToOptions: typeof import('node:url').urlToHttpOptions | undefined;

function optionsOf(url: URL): RequestOptions {
  urlToOptions ??= process.getBuiltinModule('node:url').urlToHttpOptions;
  return urlToOptions(url) as RequestOptions;
}

/** @param options of the URL, which the app's own win over */
function complete(options: RequestOptions, second: unknown, third: unknown): ClientArguments {
  const isCallback = typeof second === 'function';
  if (!isCallback) Object.assign(options, second);
  return { options, callback: isCallback ? second : third, protocol: options.protocol, port: options.port, isValid: true };
}
