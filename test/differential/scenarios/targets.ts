/** Request lines and hosts: methods, targets, queries, versions, whose address the server has. */
import { single, type RawScenario } from '../scenario.js';

const agent = 'User-Agent: agent {id}';

const hosts: readonly (string | undefined)[] = [
  undefined, 'Host:', 'Host: shop.example', 'Host: shop.example:80', 'Host: shop.example:443', 'Host: Shop.EXAMPLE:8080', 'HOST: shop.example', 'Host: 127.0.0.1:3000',
  'Host: [::1]', 'Host: [::1]:8080', 'Host: [2001:db8::1]:443', 'Host: ::1', 'Host: [::1', 'Host: a:b:c', 'Host: shop.example:', 'Host: shop.example:port', 'Host: shop.example:99999',
  'Host: ada@shop.example', 'Host: ada:pw@shop.example:80', 'Host: shop.example/path', 'Host: shop.example?x=1', 'Host: shop example', 'Host: sh%6fp.example', 'Host: b\xfccher.example', 'Host: xn--bcher-kva.example',
  'Host: .', 'Host: a..b', 'Host: shop.example.', 'Host: _', 'Host: 0x7f.1', 'Host: 1', 'Host: \t shop.example \t', `Host: ${'h'.repeat(300)}.example`, 'Host: shop.example\r\nHost: other.example', 'Host: #', 'Host: <script>', 'Host: :80', 'Host: @',
];

const targets: readonly string[] = [
  '/', '/{id}', '/{id}/', '//{id}', '//{id}/x', '///{id}', '/{id}//x', '/{id}/./x', '/{id}/../x', '/../{id}', '/{id}/..', '/{id}/.', '/{id}/.../x', '/{id}/%2e%2e/x', '/{id}/%2E/x', '/{id}/a%2Fb', '/{id}/a%20b', '/{id}/%zz', '/{id}/%', '/{id}/%C3%BC', '/{id}/\xfc', '/{id}/\xc3\xbc',
  '/{id}/a;b=1', '/{id}/a,b', '/{id}/a:b', '/:{id}', '/{id}/@x', '/{id}/$x', '/{id}/!*()', '/{id}/a+b', '/{id}/a|b', '/{id}/a^b', '/{id}/a`b', '/{id}/a{b}', '/{id}/a[b]', '/{id}/a"b', '/{id}/a<b>', '/{id}/a\\b', '/\\{id}', '/{id}/~x', "/{id}/it's", '/{id}/a=b', '/{id}/a&b',
  '/{id}#part', '/{id}?x#part', '/{id}/?', '/{id}?', '/{id}??', '/{id}?a', '/{id}?a=1&b=2', '/{id}?a=1&a=2', '/{id}?=1', '/{id}?&&', '/{id}?a=b=c', '/{id}?a=%20', '/{id}?a=+', '/{id}?a=b c'.replace(' ', '%20'), '/{id}?a=\xfc', '/{id}?a=%FC', '/{id}?a=%C3%BC', '/{id}?a=%zz', "/{id}?q='x'", '/{id}?q="x"', '/{id}?q=<x>', '/{id}?q=[1]', '/{id}?q[]=1', '/{id}?a=/../b', '/{id}?u=http://x/?y',
  '/{id}?sig=c0ffee', '/{id}?Signature=c0ffee&x=1', '/{id}?AWSAccessKeyId=c0ffee', '/{id}?X-Goog-Signature=c0ffee', '/{id}?X-Amz-Signature=c0ffee&X-Amz-Credential=c0ffee&X-Amz-Security-Token=c0ffee&page=2', '/{id}?sig=', '/{id}?sig', '/{id}?SIG=c0ffee', '/{id}?sig=a&sig=b', '/{id}?a=1&sig=c0ffee&b=2', '/{id}?%73ig=c0ffee', '/{id}?token=c0ffee', '/{id}?password=c0ffee&x=1',
  'http://shop.example/{id}', 'http://other.example:81/{id}?x=1', 'https://other.example/{id}', 'http://ada:pw@other.example/{id}', 'HTTP://OTHER.example/{id}', 'http://[::1]:80/{id}', 'http://other.example', 'http://other.example?{id}', 'ftp://other.example/{id}', 'mailto:{id}', 'urn:{id}:x', 'http:///{id}', 'http://:80/{id}', 'http:/{id}', '*', '{id}', '?{id}', `/{id}/${'p'.repeat(3000)}`, `/{id}?q=${'q'.repeat(3000)}`,
];

const methods: readonly string[] = [
  'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND', 'MKCOL', 'REPORT', 'PURGE', 'SEARCH', 'LINK', 'M-SEARCH', 'SUBSCRIBE', 'QUERY', 'get', 'Get', 'OWN', 'G', 'GET\tX', 'SOURCE',
];

const agents: readonly string[] = [
  'User-Agent:', 'User-Agent: curl/8.5.0', 'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36', 'User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'User-Agent: bingbot/2.0', 'User-Agent: AlwaysOn/1',
  `User-Agent: ${'long '.repeat(400)}`, 'User-Agent: \xfcmlaut', 'user-agent: a\r\nuser-agent: b', 'User-Agent: "quoted" \\ back',
];

/** Where an intermediary says whom it stands for. */
const forwarded: readonly string[] = [
  'Forwarded: for=192.0.2.60;proto=http;by=203.0.113.43', 'Forwarded: for=192.0.2.60;host=front.example;proto=https', 'Forwarded: for="[2001:db8:cafe::17]:4711"', 'Forwarded: for=192.0.2.43, for=198.51.100.17', 'Forwarded: host=front.example:8443', 'Forwarded: host=front.example;proto=https, host=second.example', 'Forwarded: For=unknown', 'Forwarded: for=_hidden', 'Forwarded: garbage', 'Forwarded: for=', 'Forwarded:', 'Forwarded: ;;;', 'Forwarded: for=192.0.2.60:47011', 'Forwarded: by=203.0.113.43', 'Forwarded: for="a b"',
  'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-For: 192.0.2.1, 198.51.100.2', 'X-Forwarded-For: 192.0.2.1:8080', 'X-Forwarded-For: [2001:db8::1]:80', 'X-Forwarded-For: 2001:db8::1', 'X-Forwarded-For: unknown', 'X-Forwarded-For:', 'X-Forwarded-For: ,', 'X-Forwarded-For: a b', 'X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2', 'X-Forwarded-For: <x>', 'X-Forwarded-For: 1',
  'X-Forwarded-Host: front.example', 'X-Forwarded-Host: front.example:81', 'X-Forwarded-Host: front.example, second.example', 'X-Forwarded-Host:', 'X-Forwarded-Host: front.example\r\nX-Forwarded-Proto: https', 'X-Forwarded-Host: front.example\r\nX-Forwarded-Proto: http', 'X-Forwarded-Host: front.example\r\nX-Forwarded-Proto: https, http', 'X-Forwarded-Host: front.example\r\nX-Forwarded-Proto: ftp', 'X-Forwarded-Host: [::1]:80\r\nX-Forwarded-Proto: https', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: a\r\nX-Forwarded-Host: b',
  'Forwarded: host=one.example;for=192.0.2.9\r\nX-Forwarded-Host: two.example\r\nX-Forwarded-For: 192.0.2.10', 'Forwarded: proto=https\r\nX-Forwarded-Host: two.example', 'X-Real-IP: 192.0.2.1', 'Forwarded: for=192.0.2.60\r\nForwarded: for=192.0.2.61',
];

export const targetScenarios: readonly RawScenario[] = [
  ...hosts.map((host) => single(`host ${host}`, { host, lines: [agent] })),
  ...hosts.slice(0, 12).map((host) => single(`host and absolute target ${host}`, { host, target: 'http://in.target:82/{id}', trace: '01' })),
  ...hosts.slice(0, 12).map((host) => single(`https, host ${host}`, { host, lines: [agent] }, 'https')),
  ...targets.map((target) => single(`target ${target}`, { target, lines: [agent] })),
  ...targets.filter((target) => target.length < 100).map((target) => single(`target without host ${target}`, { target, host: undefined, version: '1.0', lines: [agent] })),
  ...targets.slice(0, 20).map((target) => single(`https, target ${target}`, { target, lines: [agent] }, 'https')),
  ...methods.map((method) => single(`method ${method}`, { method, trace: '01' })),
  ...methods.slice(0, 9).map((method) => single(`method with a body ${method}`, { method, does: 'body', lines: ['Content-Length: 4'], body: 'body' })),
  ...agents.map((line) => single(`agent ${line}`, { lines: [line] })),
  ...forwarded.map((line) => single(`forwarded ${line}`, { lines: [line, agent] })),
  ...forwarded.slice(0, 4).map((line) => single(`https, forwarded ${line}`, { lines: [line] }, 'https')),
  ...['0.9', '1.0', '1.1', '1.2', '2.0', '9.9'].map((version) => single(`version ${version}`, { version, lines: [agent] })),
  single('version 1.0 kept alive', { version: '1.0', lines: ['Connection: keep-alive'], closes: true }),
  single('OPTIONS *', { method: 'OPTIONS', target: '*', lines: [agent] }),
  single('another server', {}, 'second'),
  single('line ends without CR', { lines: ['X-A: b\nX-C: d'] }),
  single('folded header', { lines: ['X-A: b\r\n c'] }),
  single('header without value', { lines: ['X-Empty:'] }),
  single('header without colon', { lines: ['X-Empty'] }),
  single('many headers', { lines: Array.from({ length: 300 }, (_, index) => `X-${index}: ${index}`) }),
  single('too large', { lines: [`X-Large: ${'x'.repeat(20_000)}`] }),
];
