/** Outgoing requests in all forms and endings, of which both sides must leave the same. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import * as url from 'node:url';
import { context, trace } from '@opentelemetry/api';
import type { Bed, ClientRow } from './client-recording.js';

type Request = (...given: never[]) => http.ClientRequest;
/** The modules as CommonJS has them: what is patched. */
const plain = http as unknown as { request: Request; get: Request };
const secure = https as unknown as { request: Request; get: Request };

/** Notes all that the app hears until the request is closed. */
export async function hear({ note }: Bed, request: http.ClientRequest, onResponse: (response: http.IncomingMessage) => void = (response) => void response.resume()): Promise<void> {
  request.on('response', (response: http.IncomingMessage) => {
    note(`response ${response.statusCode}`);
    for (const event of ['data', 'end', 'aborted', 'close']) if (event !== 'data' || response.listenerCount('data') > 0) response.on(event, () => note(`response ${event}`));
    onResponse(response);
  });
  for (const event of ['socket', 'finish', 'abort', 'timeout', 'information', 'continue']) request.on(event, () => note(`request ${event}`));
  request.on('error', (error: NodeJS.ErrnoException) => note(`request error ${error.code} ${error.message}`));
  await new Promise((resolve) => request.on('close', resolve));
  note('request close');
  // what is told on later ticks
  await new Promise((resolve) => setTimeout(resolve, 5));
}

const get = (what: string, given: (bed: Bed) => unknown[], more: Partial<ClientRow> = {}): ClientRow => ({
  what: `get ${what}`,
  run: (bed) => hear(bed, plain.get(...(given(bed) as never[]))),
  ...more,
});

/** The socket is a plain one. */
function agentFor({ server }: Bed): https.Agent {
  return Object.assign(new https.Agent(), { createConnection: () => server.connect() });
}

const getSecure = (what: string, given: (bed: Bed, agent: https.Agent) => unknown[]): ClientRow => ({
  what: `https get ${what}`,
  run: (bed) => hear(bed, secure.get(...(given(bed, agentFor(bed)) as never[]))),
});

function throwing(what: string, component: typeof plain, given: (bed: Bed) => unknown[], more: Partial<ClientRow> = {}): ClientRow {
  return {
    what: `refused: ${what}`,
    run(bed) {
      try {
        component.request(...(given(bed) as never[]));
      } catch (error) {
        const { code, name, message } = error as NodeJS.ErrnoException;
        bed.note(`thrown ${name} ${code} ${message}`);
      }
    },
    ...more,
  };
}

/** @param end of the request @param onResponse what the app does with the response */
function ending(what: string, path: string, end: (request: http.ClientRequest) => unknown, onResponse?: (response: http.IncomingMessage, request: http.ClientRequest, bed: Bed) => void): ClientRow {
  return {
    what,
    run(bed) {
      const request = plain.request(...([`${bed.url}${path}`] as never[]));
      const heard = hear(bed, request, onResponse && ((response) => onResponse(response, request, bed)));
      end(request);
      return heard;
    },
  };
}

const end = (request: http.ClientRequest): void => void request.end();
const local = ({ port }: Bed): { host: string; port: number } => ({ host: '127.0.0.1', port });

const forms: readonly ClientRow[] = [
  get('a text', ({ url }) => [`${url}/a/b`]),
  get('a text without a path', ({ url }) => [url]),
  get('a text with user and password', ({ port }) => [`http://us%40er:p%3Aw@127.0.0.1:${port}/`]),
  get('a text with a hash', ({ url }) => [`${url}/a#part`]),
  get('a text and options', ({ url }) => [`${url}/a?b=1`, { headers: { 'x-a': '1' }, method: 'PUT' }]),
  get('a text and options that win', ({ url, port }) => [url.replace('127.0.0.1', 'example.invalid'), { host: 'other.invalid', hostname: '127.0.0.1', port, path: '/own' }]),
  get('a text and null', ({ url }) => [url, null]),
  get('a text and a callback', ({ url, note }) => [url, () => note('callback')]),
  get('a text, options and a callback', ({ url, note }) => [url, { headers: {} }, () => note('callback')]),
  get('a URL', ({ url }) => [new URL(`${url}/a/b?c=d`)]),
  get('a URL with a user', ({ port }) => [new URL(`http://user:word@127.0.0.1:${port}/`)]),
  get('a URL and options', ({ url }) => [new URL(`${url}/a`), { headers: { 'User-Agent': 'Big', 'user-agent': 'small' } }]),
  get('a URL, options and a callback', ({ url, note }) => [new URL(url), { method: 'delete' }, () => note('callback')]),
  get('a URL of a class below', ({ url }) => [new (class Own extends URL {})(`${url}/a`)]),
  get('what url.parse gives', ({ url: text }) => [url.parse(`${text}/a?b=c`)]),
  get('host and port', (bed) => [{ ...local(bed), path: '/a' }]),
  get('host with its port', ({ port }) => [{ host: '127.0.0.1', port, hostname: '127.0.0.1' }]),
  get('hostname and a port as text', ({ port }) => [{ hostname: '127.0.0.1', port: String(port) }]),
  get('options and a callback', (bed) => [local(bed), () => bed.note('callback')]),
  get('options of no prototype', (bed) => [Object.assign(Object.create(null), local(bed))]),
  get('options with auth', (bed) => [{ ...local(bed), auth: 'user:word' }]),
  get('no agent', (bed) => [{ ...local(bed), agent: false }]),
  get('an agent that keeps alive', (bed) => [{ ...local(bed), agent: new http.Agent({ keepAlive: true, timeout: 50 }) }]),
  get('a connection of the app', ({ server }) => [{ createConnection: () => server.connect(), path: '/a' }]),
  get('a connection of the app, host in a header', ({ server }) => [{ createConnection: () => server.connect(), headers: { host: 'far.example' } }]),
  get('no host header', (bed) => [{ ...local(bed), setHost: false }]),
  get('a path that is absolute', (bed) => [{ ...local(bed), path: 'http://far.example/a?sig=1' }]),
  get('a name of IPv6', ({ server }) => [{ createConnection: () => server.connect(), hostname: '::1', port: 8080 }]),
  get('a text with IPv6', ({ server }) => ['http://[::1]:8080/a?b', { createConnection: () => server.connect() }]),
  getSecure('a text', (_bed, agent) => ['https://secure.example/a', { agent }]),
  getSecure('a text with a port', (_bed, agent) => ['https://secure.example:8443/a?b=c', { agent }]),
  getSecure('a URL', (bed, agent) => [new URL('https://secure.example/a'), { agent }, () => bed.note('callback')]),
  getSecure('options', (_bed, agent) => [{ host: 'secure.example', path: '/a', agent }]),
  getSecure('options with a port', (_bed, agent) => [{ hostname: 'secure.example', port: 8443, method: 'POST', agent }]),
  getSecure('a host with its port', (_bed, agent) => [{ host: 'secure.example:8443', agent }]),
  getSecure('options without a host', (_bed, agent) => [{ agent }]),
];

const urls: readonly ClientRow[] = [
  ...['/a?b=c', '/a?b=c&d=e+f', '/a?b', '/?', '/a?sig=secret', '/a?x=1&Signature=secret&y', '/a?design=1', '/a?b=%20', '/a/../b?c=d', '/a/./b?c', '//x/y?z=1', '/a//b?c=1', '/%7euser?a=~', '/ä'.replace('ä', '%C3%A4') + '?q=%C3%A4', '/a?b=c?d', '/a;b=c?d=e', '/.x?a=1', '/a?=b', '/a?b==c', '/a?b=c&&d=e', '/a?b=c#d', '*', '/a#b'].map((path) =>
    get(`path ${path}`, (bed) => [{ ...local(bed), path }])),
  get('own names of parameters', ({ url }) => [`${url}/a?token=1&sig=2`], { options: { redactedQueryParams: ['token'] } }),
  get('no names of parameters', ({ url }) => [`${url}/a?sig=2`], { options: { redactedQueryParams: [] } }),
];

const methods: readonly ClientRow[] = ['GET', 'get', 'HEAD', 'POST', 'Patch', 'OPTIONS', 'QUERY', 'PURGE', 'purge', ''].map((method) =>
  get(`by ${JSON.stringify(method)}`, ({ url }) => [url, { method }]));

const contexts: readonly ClientRow[] = (['nothing', 'remote parent', 'unsampled parent', 'suppressed'] as const).flatMap((around): ClientRow[] => [
  get(`inside of ${around}`, ({ url }) => [url], { around, spans: around === 'nothing' || around === 'remote parent' ? 1 : 0 }),
  get(`that requires a parent, inside of ${around}`, ({ url }) => [url], { around, spans: 0, options: { requireParentforOutgoingSpans: true } }),
]);

const options: readonly ClientRow[] = [
  get('that requires a parent', ({ url }) => [url], { options: { requireParentforOutgoingSpans: true } }),
  get('with captured headers', ({ url }) => [`${url}/headers`, { headers: { 'X-Own': 'a', 'x-list': ['b', 'c'], 'x-number': 7 } }], {
    options: { headersToSpanAttributes: { client: { requestHeaders: ['x-own', 'X-List', 'x-number', 'x-none'], responseHeaders: ['X-One', 'set-cookie', 'x-none'] } } },
  }),
  ...['GoogleBot/2', 'alwaysOn', 'curl', ''].map((agent) => get(`of a user agent ${agent}`, ({ url }) => [url, { headers: { 'user-agent': agent } }], { options: { enableSyntheticSourceDetection: true } })),
  get('to an ignored host', ({ url }) => [url], { calls: 0, spans: 0, options: { ignoreOutgoingHosts: ['127.0.0.*'] } }),
  get('to an ignored port', (bed) => [local(bed), () => bed.note('callback')], { calls: 0, spans: 0, options: { ignoreOutgoingHosts: ['*:80'] } }),
  get('of a bot that nobody looks for', ({ url }) => [url, { headers: { 'user-agent': 'GoogleBot/2' } }]),
  getSecureIgnored([{ host: 'secure.example' }]),
  getSecureIgnored(['https://secure.example/a', {}]),
  get('with a limit of attributes', ({ url }) => [url], { spanLimits: { attributeCountLimit: 6 } }),
];

function getSecureIgnored(given: readonly unknown[]): ClientRow {
  return { ...getSecure(`to an ignored host, ${JSON.stringify(given)}`, (_bed, agent) => [...given.slice(0, -1), Object.assign({ agent }, given.at(-1))]), calls: 0, spans: 0, options: { ignoreOutgoingHosts: ['secure.example:443'] } };
}

const endings: readonly ClientRow[] = [
  ...[200, 204, 304, 302, 400, 404, 499, 500, 503, 599, 600, 999].map((status) => ending(`status ${status}`, `/status/${status}`, end)),
  ending('a body sent', '/a', (request) => request.setHeader('x-late', '1') && request.end('body')),
  ending('a body in parts', '/chunks', end, (response) => void response.on('data', () => undefined)),
  ending('a body read later', '/chunks', end, (response) => void setTimeout(() => response.resume(), 50)),
  ending('a body by iteration', '/chunks', end, async (response, _request, { note }) => {
    for await (const part of response) note(`part of ${String(part).length > 0 ? 'some' : 'no'} bytes`);
  }),
  ending('a body nobody reads, destroyed', '/part', end, (response) => void response.destroy()),
  ending('a response destroyed with an error', '/part', end, (response, _request, { note }) => void response.on('error', (error) => note(`response error ${error.message}`)).destroy(new TypeError('enough'))),
  ending('a request destroyed after the response', '/part', end, (_response, request) => void request.destroy()),
  ending('a request destroyed with an error after the response', '/part', end, (_response, request) => void request.destroy(new RangeError('enough'))),
  ending('an end that the app makes up', '/part', end, (response) => void response.on('aborted', () => response.emit('end')).destroy()),
  ending('an error that the app makes up', '/chunks', end, (response, _request, { note }) => {
    response.on('error', (error) => note(`response error ${error.message}`)).resume();
    response.emit('error', new SyntaxError('bad'));
  }),
  ending('a response that the app emits again', '/status/404', end, (response, request) => {
    if (request.listenerCount('again') > 0) return void response.resume();
    request.on('again', () => undefined).emit('response', response);
  }),
  ending('early hints', '/hints', end),
  ending('HTTP/1.0', '/old', end),
  ending('no HTTP', '/garbage', end),
  ending('a connection that is reset', '/reset', end),
  ending('a response that is cut', '/cut', end),
  ending('a response that is cut, heard', '/cut', end, (response, _request, { note }) => void response.on('error', (error) => note(`response error ${error.message}`)).resume()),
  ending('destroyed before it is sent', '/a', (request) => request.destroy()),
  ending('destroyed with an error before it is sent', '/a', (request) => request.destroy(new TypeError('no more'))),
  ending('destroyed while it waits', '/never', (request) => request.end(() => setTimeout(() => request.destroy(), 20))),
  ending('aborted while it waits', '/never', (request) => request.end(() => setTimeout(() => request.abort(), 20))),
  ending('a timeout', '/never', (request) => request.setTimeout(20, () => request.destroy(new Error('too late'))).end()),
  ending('expect', '/a', (request) => {
    request.on('continue', () => request.end('body'));
    request.setHeader('expect', '100-continue');
    request.flushHeaders();
  }),
  get('a signal', ({ url }) => [`${url}/never`, { signal: AbortSignal.timeout(30) }]),
  get('a connection that is refused', () => [{ host: '127.0.0.1', port: 1 }]),
  get('a host that is none', () => [{ lookup: (_name: string, _options: unknown, done: (error: Error) => void) => done(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })), hostname: 'nowhere.example' }]),
];

const listeners: readonly ClientRow[] = [
  { what: 'nobody hears the response', run: async ({ url }) => void (await once(plain.get(...([url] as never[])), 'close')) },
  { what: 'once by the callback alone', run: ({ url, note }) => new Promise<void>((resolve) => void plain.get(...([url, (response: http.IncomingMessage) => response.on('end', () => { note('end'); resolve(); }).resume()] as never[]))) },
  {
    what: 'what is heard inside of another span',
    run: (bed) => {
      const request = plain.request(...([`${bed.url}/chunks`] as never[]));
      return context.with(trace.deleteSpan(context.active()), () => {
        const heard = hear(bed, request, (response) => void response.on('data', () => undefined));
        request.end();
        return heard;
      });
    },
  },
  {
    what: 'bound by the app, too',
    run: (bed) => {
      const request = plain.request(...([`${bed.url}/chunks`] as never[]));
      context.bind(trace.deleteSpan(context.active()), request);
      const heard = hear(bed, request);
      request.end();
      return heard;
    },
  },
  { what: 'upgraded', run: (bed) => upgraded(bed, { headers: { connection: 'upgrade', upgrade: 'text' } }, 'upgrade') },
  { what: 'a tunnel', run: (bed) => upgraded(bed, { method: 'CONNECT', path: 'far.example:443' }, 'connect') },
  { what: 'several at once', calls: 3, spans: 3, run: (bed) => Promise.all(['/chunks', '/status/500', '/a'].map((path) => hear(({ ...bed, note: () => undefined }), plain.get(...([`${bed.url}${path}`] as never[]))))) },
  {
    what: 'the active span where the app makes its connection',
    run: (bed) => hear(bed, plain.get(...([{ createConnection: () => (bed.note('connecting'), bed.server.connect()) }] as never[]))),
  },
];

async function upgraded(bed: Bed, given: http.RequestOptions, event: string): Promise<void> {
  const request = plain.request(...([{ ...local(bed), ...given }] as never[]));
  request.on(event, (response: http.IncomingMessage, socket: NodeJS.Socket & { destroy(): void }) => {
    bed.note(`${event} ${response.statusCode}`);
    socket.destroy();
  });
  await hear(bed, request.end());
}

const refused: readonly ClientRow[] = [
  throwing('no URL', plain, () => ['no url']),
  throwing('no URL, with options', plain, () => ['http://', { method: 'POST', headers: { 'user-agent': 'x' } }]),
  throwing('no URL for https', secure, () => ['no url']),
  throwing('a protocol', plain, ({ port }) => [`https://127.0.0.1:${port}/`]),
  throwing('a protocol for https', secure, ({ url }) => [url]),
  throwing('a path', plain, () => [{ path: '/a b' }]),
  throwing('a method', plain, () => [{ method: 'A B' }]),
  throwing('a host', plain, () => [{ host: 5 }]),
  throwing('a header', plain, ({ url }) => [url, { headers: { 'bad name': 'x' } }]),
];

export const clientRows: readonly ClientRow[] = [...forms, ...urls, ...methods, ...contexts, ...options, ...endings, ...listeners, ...refused];
