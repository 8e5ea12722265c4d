/** Decides whether a request goes through a proxy, by the values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */

export interface ProxySettings {
  /** Proxy for `http:` endpoints, a URL or `host:port`. */
  readonly httpProxy?: string | undefined;
  /** Proxy for `https:` endpoints, a URL or `host:port`. */
  readonly httpsProxy?: string | undefined;
  /**
   * Hosts that are reached directly, by comma: `*`, `example.com` and `.example.com` (with all names below),
   * `host:port`, an IP address, a range such as `10.0.0.0/8`. This machine itself is always reached directly.
   */
  readonly noProxy?: string | undefined;
}

/**
 * The proxy to use for this endpoint, or undefined for a direct connection.
 * @throws TypeError when the proxy is not an http: or https: URL; the message does not hold it, as it may carry a password
 */
export function selectProxy(target: URL, settings: ProxySettings): URL | undefined {
  const isSecure = target.protocol === 'https:';
  const value = (isSecure ? settings.httpsProxy : settings.httpProxy)?.trim();
  if (value === undefined || value === '' || isDirect(target, settings.noProxy ?? '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')) {
    throw new TypeError(`the value of ${isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY'} is not an http:// or https:// address`);
  }
  return proxy;
}

/** The headers by which we introduce ourselves to the proxy. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  const authorization = basicAuthorization(proxy);
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}

/** The value of an authorization header for the credentials in a URL, if it has any. */
export function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** The host as sockets want it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function isDirect(target: URL, noProxy: string): boolean {
  const host = hostOf(target).toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)) return true;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), host, portOf(target)));
}

function matches(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(entry, host);
  // A port follows a name, an IPv4 address or a bracket; the colons of a bare IPv6 address are its own.
  const [, name = entry, entryPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  const bare = name.replace(/^\[(.*)\]$/, '$1').replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function isInRange(range: string, host: string): boolean {
  const net = process.getBuiltinModule('node:net');
  const family = net.isIP(host);
  const [address = '', prefix = ''] = range.split('/');
  if (family === 0 || net.isIP(address) !== family || !/^\d+$/.test(prefix)) return false;
  const bits = Number(prefix);
  if (bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new net.BlockList();
  list.addSubnet(address, bits, type);
  return list.check(host, type);
}
