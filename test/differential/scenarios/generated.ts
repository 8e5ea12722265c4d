/** Requests that nobody would think of, made of odd pieces with a fixed seed. */
import { createRandom } from '../random.js';
import { request, type RawScenario, type ServerName } from '../scenario.js';

const seed = 20_261;
const count = 250;

const methods = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'QUERY'];
const segments = ['a', 'B', '', '.', '..', '%2e', '%2F', '%20', '%zz', '%', '\xfc', '%C3%BC', 'a;b', 'a:b', 'a@b', '~', 'a+b', '|', '^', '\\', '"', '{x}', '[x]', "'", '<', '*', '12345678', 'x'.repeat(200)];
const queries = ['a=1', 'b', '=c', 'sig=c0ffee', 'Signature=x', 'X-Amz-Signature=y', 'q=a%20b', 'q=a+b', 'u=%C3%BC', 'u=\xfc', 'z=%zz', '', 'x=%26', "i='", 'l[]=1', 'p=/a/../b', '#', 't=~', 'h=%23', 's=*'];
const hosts = ['Host: a.example', 'Host: A.example:81', 'Host: [::1]:82', 'Host: 10.0.0.1', 'Host: a.example:', 'Host: b_c', 'Host: x:y', 'Host: a.example:0443'];
const heads = [
  'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-For: [::2]:1, 192.0.2.1', 'X-Forwarded-Host: f.example', 'X-Forwarded-Proto: https', 'X-Forwarded-Proto: http', 'Forwarded: for=192.0.2.3;host=g.example:1', 'Forwarded: for="[::3]"', 'Forwarded: nonsense',
  'tracestate: a=1,b=2', 'baggage: k=v', 'Accept: */*', 'Cookie: theme=dark', 'X-Empty:', 'Via: 1.1 proxy', 'Accept-Encoding: gzip', 'X-B: \xfc',
];
const acts = ['end', 'empty', 'later', 'chunks', 'body', 'status 204', 'status 302', 'status 404', 'status 500', 'head 503', 'route', 'child', 'child-later', 'events', 'exception', 'throw', 'emit-error', 'destroy', 'name', 'call get-text', 'call refused', 'call status-503', 'status-ok', 'trailers'];
const servers: readonly ServerName[] = ['http', 'http', 'http', 'second', 'https'];

export const generatedScenarios: readonly RawScenario[] = createScenarios();

function createScenarios(): RawScenario[] {
  const { pick, some, chance } = createRandom(seed);
  const one = (closes: boolean): string => {
    const hasMethodBody = chance(0.3);
    const query = chance(0.5) ? `?${some(queries, 4).join('&')}` : '';
    const isTraced = chance(0.5);
    return request({
      method: pick(methods),
      target: `${chance(0.1) ? `${pick(['http', 'https', 'HTTP'])}://t.example` : ''}/${some(segments, 4).join('/')}${query}`,
      host: pick(hosts),
      lines: [...some(heads, 3), ...(hasMethodBody ? ['Content-Length: 4'] : []), ...(isTraced ? [] : ['User-Agent: agent {id}'])],
      does: pick(acts),
      body: hasMethodBody ? 'body' : '',
      closes,
      ...(isTraced && { trace: chance(0.85) ? '01' : '00' }),
    });
  };
  return Array.from({ length: count }, (_, index) => {
    const requestCount = chance(0.15) ? 2 : 1;
    const text = Array.from({ length: requestCount }, (_unused, at) => one(at === requestCount - 1)).join('');
    return { name: `generated ${index}`, server: pick(servers), steps: [chance(0.1) ? { oneByOne: text } : text] };
  });
}
