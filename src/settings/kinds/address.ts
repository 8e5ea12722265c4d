/** The kinds of settings that name another machine: collectors and proxies. */
import { accepted, refused, type Kind } from '../kind.js';

/** Leaves out what may be secret in a URL: user information and query. */
function showUrl(text: string): string {
  const schemeEnd = text.indexOf('://');
  const userInfoEnd = text.lastIndexOf('@');
  const scheme = schemeEnd === -1 ? '' : text.slice(0, schemeEnd + 3);
  // a password may hold any character, so the last @ counts, before the query is looked for
  const address = userInfoEnd === -1 ? text : `${scheme}…${text.slice(userInfoEnd)}`;
  return address.replace(/[?#].*$/s, '');
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^/]/i.test(text) && URL.canParse(text);
}

export const url: Kind<string> = {
  name: 'URL',
  allowed: 'a URL with http:// or https://',
  samples: () => ({
    valid: [['http://localhost:4318', 'http://localhost:4318'], ['HTTPS://collector.example/x?y=z', 'HTTPS://collector.example/x?y=z']],
    invalid: ['localhost:4318', 'ftp://localhost', 'http://', 'http:///v1/traces', 'http://localhost:port'],
  }),
  parse: (text) => (isHttpUrl(text) ? accepted(text) : refused('is not such a URL')),
  show: showUrl,
};

/** A URL, or what a gRPC client takes as its target: host:port, dns:…, unix:…, ipv4:…, ipv6:… */
export const otlpEndpoint: Kind<string> = {
  name: 'endpoint',
  allowed: 'a URL with http:// or https://; for grpc also host:port or a gRPC target',
  samples: () => ({
    valid: [...url.samples().valid, ['collector:4317', 'collector:4317'], ['dns:///collector:4317', 'dns:///collector:4317'], ['unix:/run/otel.sock', 'unix:/run/otel.sock']],
    invalid: ['ftp://localhost', 'http://', 'not a url'],
  }),
  parse: (text) =>
    isHttpUrl(text) || /^(?:(?:dns|unix|unix-abstract|ipv4|ipv6):\S+|[^\s:/]+:\d{1,5}|\[[\d:a-f]+\]:\d{1,5})$/i.test(text)
      ? accepted(text)
      : refused('is no endpoint'),
  show: showUrl,
};

/** Tells whether an accepted endpoint can be used for OTLP over HTTP. */
export function isUrl(endpoint: string): boolean {
  return /^https?:\/\//i.test(endpoint);
}

/** The URL of a proxy; without a scheme it is taken as http://, as other tools do. */
export const proxyUrl: Kind<string> = {
  name: 'proxy URL',
  allowed: 'a URL with http:// or https://, or host:port',
  samples: () => ({
    valid: [['http://proxy:3128', 'http://proxy:3128'], ['proxy:3128', 'http://proxy:3128']],
    invalid: ['socks5://proxy', 'http://', 'proxy:port'],
  }),
  parse(text) {
    const full = text.includes('://') ? text : `http://${text}`;
    return isHttpUrl(full) ? accepted(full) : refused('is not such a URL');
  },
  show: showUrl,
};
