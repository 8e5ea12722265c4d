/** The attributes with which the span of an incoming request starts. What the requests of a connection have in common is found out once. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { diag, type Attributes } from '@opentelemetry/api';
import { getIncomingRequestAttributes, getRemoteClientAddress } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { AttributeBlock } from '../tracer/attribute-block.js';
import type { HttpOptions } from './http-options.js';
import { hiddenByDefault, plainTargetOf } from './request-target.js';

export interface IncomingAttributes {
  /** Of this request alone. */
  readonly attributes: Attributes;
  /** Of others, too. */
  readonly blocks: AttributeBlock[];
  /** As it is in `http.request.method`. */
  readonly method: string;
}

/** The attributes that the last request of a connection shares with the next one that is addressed in the same way. */
interface Known {
  readonly component: string;
  readonly protocolVersion: string;
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly forwardedHost: unknown;
  readonly forwardedProtocol: unknown;
  readonly isForwardedFor: boolean;
  readonly block: AttributeBlock;
  /** How often it was something else. */
  readonly changes: number;
}

const ofSocket = Symbol('@org/otel-distro known of the connection');
type KnownSocket = Socket & { [ofSocket]?: Known };
type KnownRequest = Pick<IncomingMessage, 'headers' | 'httpVersion'> & { readonly socket: KnownSocket };

/** A proxy sends requests of many clients over one connection: there is nothing to be kept of it. */
const maxChanges = 16;
/** Node.js knows about as many; an app may emit requests with others. */
const maxMethods = 64;
const ofRequest: ReadonlySet<string> = new Set(['http.request.method', 'http.request.method_original', 'url.path', 'url.query']);

/** What it returns throws where the request has no connection: an app may emit anything. */
export function createIncomingAttributes(component: 'http' | 'https', options: HttpOptions): (request: IncomingMessage) => IncomingAttributes {
  const { enableSyntheticSourceDetection = false, redactedQueryParamsServer: redactedQueryParams } = options;
  const hiddenNames = redactedQueryParams ?? hiddenByDefault;
  const methodBlocks = new Map<string | undefined, AttributeBlock>();

  const takeApart = (request: IncomingMessage, known: Known | undefined): IncomingAttributes => {
    const all = getIncomingRequestAttributes(request, { component, enableSyntheticSourceDetection, redactedQueryParams }, diag);
    const method = String(all['http.request.method']);
    const block = known === undefined ? learn(request, component, all) : known.block;
    if (block === undefined) return { attributes: all, blocks: [], method };
    let methodBlock = methodBlocks.get(request.method);
    if (methodBlock === undefined && methodBlocks.size < maxMethods) methodBlocks.set(request.method, (methodBlock = new AttributeBlock(pick(all, (key) => key.startsWith('http.request.method')))));
    const blocks = methodBlock === undefined ? [block] : [methodBlock, block];
    return { attributes: pick(all, (key) => blocks.every(({ attributes }) => attributes[key] === undefined)), blocks, method };
  };

  return (request) => {
    const known = knownOf(request, component);
    const methodBlock = methodBlocks.get(request.method);
    const target = known === undefined || methodBlock === undefined ? undefined : plainTargetOf(request.url ?? '/', hiddenNames);
    if (known === undefined || methodBlock === undefined || target === undefined) return takeApart(request, known);
    const attributes: Attributes = { 'url.path': target.path };
    if (target.query !== undefined) attributes['url.query'] = target.query;
    if (known.isForwardedFor) attributes['client.address'] = getRemoteClientAddress(request) ?? undefined;
    return { attributes, blocks: [methodBlock, known.block], method: methodBlock.attributes['http.request.method'] as string };
  };
}

/** Undefined where the last request was addressed in another way. */
function knownOf({ headers, httpVersion, socket }: KnownRequest, component: string): Known | undefined {
  const known = socket[ofSocket];
  const isSame = known !== undefined && known.component === component && known.protocolVersion === httpVersion && known.host === headers.host && known.userAgent === headers['user-agent']
    && known.forwardedHost === headers['x-forwarded-host'] && known.forwardedProtocol === headers['x-forwarded-proto']
    && known.isForwardedFor === Boolean(headers['x-forwarded-for']) && headers.forwarded === undefined;
  return isSame ? known : undefined;
}

/** Undefined where nothing is worth to be kept. */
function learn({ headers, httpVersion: protocolVersion, socket }: KnownRequest, component: string, all: Attributes): AttributeBlock | undefined {
  const changes = (socket[ofSocket]?.changes ?? -1) + 1;
  // without a path, the host is none of which the parser can make a URL
  if (changes > maxChanges || all['url.path'] === undefined || headers.forwarded !== undefined) return undefined;
  const isForwardedFor = Boolean(headers['x-forwarded-for']);
  const block = new AttributeBlock(pick(all, (key) => !ofRequest.has(key) && !(isForwardedFor && key === 'client.address')));
  const { host, 'user-agent': userAgent, 'x-forwarded-host': forwardedHost, 'x-forwarded-proto': forwardedProtocol } = headers;
  socket[ofSocket] = { component, protocolVersion, host, userAgent, forwardedHost, forwardedProtocol, isForwardedFor, block, changes };
  return block;
}

function pick(attributes: Attributes, isWanted: (key: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => value !== undefined && isWanted(key)));
}
