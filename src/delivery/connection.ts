/** Opens the sockets to a collector: plain or TLS, directly or through the tunnel of a proxy; none keeps the process alive. */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { startDeadline } from '../support/deadline.js';
import { DeliveryError } from './delivery-error.js';
import { hostOf, portOf, proxyHeaders } from './proxy.js';

export interface ConnectionOptions {
  readonly target: URL;
  /** Authorities and client certificate for an `https:` target; without it those of Node.js. */
  readonly secureContext?: SecureContext | undefined;
  /** A proxy that is asked for a tunnel. */
  readonly tunnelProxy?: URL | undefined;
  readonly alpnProtocols?: readonly string[];
}

/** The deadline of a request is usually shorter; this one is for connections that no request waits for any more. */
const connectTimeoutMs = 30_000;

/** @throws the error of the socket, or a DeliveryError when the proxy refuses */
export async function openConnection(options: ConnectionOptions): Promise<Socket> {
  const { target, tunnelProxy } = options;
  const tunnel = tunnelProxy === undefined ? undefined : await openTunnel(target, tunnelProxy);
  if (target.protocol === 'https:') return openTls(options, tunnel);
  return tunnel ?? opened(process.getBuiltinModule('node:net').connect({ host: hostOf(target), port: portOf(target) }), 'connect');
}

function openTls({ target, secureContext, alpnProtocols }: ConnectionOptions, tunnel: Socket | undefined): Promise<Socket> {
  const host = hostOf(target);
  const isAddress = process.getBuiltinModule('node:net').isIP(host) !== 0;
  const socket = process.getBuiltinModule('node:tls').connect({
    host,
    port: portOf(target),
    ...(tunnel !== undefined && { socket: tunnel }),
    ...(!isAddress && { servername: host }),
    ...(secureContext !== undefined && { secureContext }),
    ...(alpnProtocols !== undefined && { ALPNProtocols: [...alpnProtocols] }),
  });
  return opened(socket, 'secureConnect');
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Not once before: each address that is tried (IPv6, then IPv4) is a handle of its own.
    socket.on('connectionAttempt', () => socket.unref());
    const stop = startDeadline(connectTimeoutMs, () => socket.destroy(cut('ETIMEDOUT', 'connect timeout')));
    // This listener stays: an error while nobody uses the socket must not reach the app.
    socket.on('error', reject);
    socket.once('close', () => {
      stop();
      reject(cut('ECONNRESET', 'closed while connecting'));
    });
    socket.once(event, () => {
      stop();
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

async function openTunnel(target: URL, proxy: URL): Promise<Socket> {
  const authority = `${target.hostname}:${portOf(target)}`;
  const socket = await openConnection({ target: proxy }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new DeliveryError('proxy', `the proxy ${proxy.host} cannot be reached${code}`, { cause: error });
  });
  const { ClientRequest } = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const request = new ClientRequest({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      createConnection: () => socket,
    });
    const stop = startDeadline(connectTimeoutMs, () => request.destroy(cut('ETIMEDOUT', 'the proxy does not answer')));
    request.once('connect', (response, _socket, firstBytes) => {
      stop();
      if (firstBytes.length > 0) socket.unshift(firstBytes);
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      const hint = response.statusCode === 407 ? '; it wants other credentials' : '';
      return reject(new DeliveryError('proxy', `the proxy ${proxy.host} answered ${response.statusCode} to CONNECT ${authority}${hint}`));
    });
    request.once('error', (error) => {
      stop();
      reject(error);
    });
    request.end();
  });
}

function cut(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
