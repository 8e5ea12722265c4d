/** From whom a flow is taken: HTTP requests by the address of their socket, and all that has none, such as messages, only with `*`. */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import type { IsFromPeer } from './flow-propagator.js';

export interface FlowPeers {
  readonly isFromPeer: IsFromPeer;
  stop(): void;
}

/** Published before a server emits the request, and so before anything is extracted from it. */
const channel = 'http.server.request.start';

/** @param ranges addresses, CIDR ranges and `*` */
export function watchFlowPeers(ranges: readonly string[]): FlowPeers {
  if (ranges.includes('*')) return { isFromPeer: () => true, stop: () => undefined };
  const isPeer = createAddressFilter(ranges);
  const addresses = new WeakMap<object, string | undefined>();
  const onRequest = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    addresses.set(request.headers, request.socket.remoteAddress);
  };
  diagnosticsChannel.subscribe(channel, onRequest);
  return {
    isFromPeer(headers) {
      const address = typeof headers === 'object' && headers !== null ? addresses.get(headers) : undefined;
      return address !== undefined && isPeer(address);
    },
    stop: () => void diagnosticsChannel.unsubscribe(channel, onRequest),
  };
}

function createAddressFilter(ranges: readonly string[]): (address: string) => boolean {
  const list = new (process.getBuiltinModule('node:net').BlockList)();
  for (const range of ranges) addRange(list, range);
  return (address) => list.check(address, familyOf(address));
}

function addRange(list: BlockList, range: string): void {
  const [address = '', prefix] = range.split('/');
  if (prefix === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(prefix), familyOf(address));
}

/** An IPv4 address that a server for both families shows as `::ffff:10.0.0.1` is found by the list itself. */
function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
