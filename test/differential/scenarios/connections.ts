/** What happens on connections: bodies in odd packets, pipelines, requests that are left, upgrades. */
import { request, single, type RawScenario } from '../scenario.js';

const scenario = (name: string, steps: RawScenario['steps'], server: RawScenario['server'] = 'http'): RawScenario => ({ name, server, steps });
const chunked = 'Transfer-Encoding: chunked';
const chunkedBody = '3\r\none\r\n3;x=y\r\ntwo\r\n0\r\n\r\n';
const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'];
const posting = { method: 'POST', lines: ['Content-Length: 10'] } as const;

export const connectionScenarios: readonly RawScenario[] = [
  ...(['http', 'https'] as const).flatMap((server) => [
    scenario(`${server}: byte by byte`, [{ oneByOne: request({ trace: '01' }) }], server),
    scenario(`${server}: byte by byte with a body`, [{ oneByOne: request({ ...posting, does: 'body', body: '0123456789' }) }], server),
    scenario(`${server}: three requests one after the other`, [request({ closes: false, target: '/{id}/1' }), { waitFor: 'answered' }, request({ closes: false, target: '/{id}/2', trace: '01' }), { waitFor: 'answered' }, request({ target: '/{id}/3', does: 'status 404' })], server),
    scenario(`${server}: pipeline`, [request({ closes: false, target: '/{id}/1', does: 'later' }) + request({ closes: false, target: '/{id}/2' }) + request({ target: '/{id}/3', does: 'child' })], server),
    scenario(`${server}: left before the answer`, [request({ does: 'hang', closes: false }), { waitFor: 'arrived' }, { leave: 'destroy' }], server),
    scenario(`${server}: left within the answer`, [request({ does: 'hang-after-head', closes: false }), { waitFor: 'answered' }, { leave: 'destroy' }], server),
    scenario(`${server}: left within the body`, [request({ ...posting, does: 'hang-in-body', body: '01234' }), { waitFor: 'arrived' }, { leave: 'destroy' }], server),
  ]),
  scenario('half closed before the answer', [request({ does: 'hang', closes: false }), { waitFor: 'arrived' }, { leave: 'end' }]),
  scenario('reset before the answer', [request({ does: 'hang', closes: false, trace: '01' }), { waitFor: 'arrived' }, { leave: 'reset' }]),
  scenario('reset within the body', [request({ ...posting, does: 'hang-in-body', body: '01234' }), { waitFor: 'arrived' }, { leave: 'reset' }]),
  scenario('status set when it was left', [request({ does: 'status-after-abort', closes: false }), { waitFor: 'arrived' }, { leave: 'destroy' }]),
  scenario('left within the head', ['GET /{id} HTTP/1.1\r\nHost: sh', { leave: 'destroy' }]),
  scenario('left within a pipeline', [request({ does: 'hang', closes: false, target: '/{id}/1' }) + request({ closes: false, target: '/{id}/2' }), { waitFor: 'arrived' }, { leave: 'destroy' }]),
  scenario('pipeline, the first throws', [request({ closes: false, does: 'throw', target: '/{id}/1' }) + request({ target: '/{id}/2' })]),
  scenario('pipeline of bodies', [request({ ...posting, closes: false, does: 'body', body: '0123456789', target: '/{id}/1' }) + request({ ...posting, does: 'body', body: 'abcdefghij', target: '/{id}/2' })]),
  scenario('two traces on one connection', [request({ closes: false, target: '/{id}/1', lines: [`traceparent: 00-{trace}-1111111111111111-01`], does: 'child' }), { waitFor: 'answered' }, request({ target: '/{id}/2', lines: [`traceparent: 00-{trace}-2222222222222222-01`], does: 'child-later' })]),
  scenario('other hosts on one connection', [request({ closes: false, host: 'Host: one.example' }), { waitFor: 'answered' }, request({ closes: false, host: 'Host: two.example:82' }), { waitFor: 'answered' }, request({ host: undefined, version: '1.0' })]),
  scenario('versions on one connection', [request({ closes: false }), { waitFor: 'answered' }, request({ version: '1.0', closes: false, lines: ['Connection: keep-alive'] }), { waitFor: 'answered' }, request()]),
  scenario('forwarded for others on one connection', [request({ closes: false, lines: ['X-Forwarded-For: 192.0.2.1'] }), { waitFor: 'answered' }, request({ closes: false, lines: ['X-Forwarded-For: 192.0.2.2', 'X-Forwarded-Host: front.example'] }), { waitFor: 'answered' }, request()]),
  scenario('nonsense behind a request', [request({ closes: false }), { waitFor: 'answered' }, 'NONSENSE\r\n\r\n']),
  scenario('nonsense', ['NONSENSE\r\n\r\n']),
  scenario('nothing', [{ leave: 'end' }]),
  scenario('empty lines first', ['\r\n\r\n', request({ trace: '01' })]),

  single('chunked', { method: 'POST', does: 'body', lines: [chunked], body: chunkedBody }),
  scenario('chunked, byte by byte', [{ oneByOne: request({ method: 'POST', does: 'body', lines: [chunked], body: chunkedBody }) }]),
  single('chunked with trailers', { method: 'POST', does: 'body', lines: [chunked, 'Trailer: X-Sum'], body: '3\r\none\r\n0\r\nX-Sum: 3\r\n\r\n' }),
  single('broken chunks', { method: 'POST', does: 'body', lines: [chunked], body: 'zz\r\none\r\n' }),
  single('length and chunks', { method: 'POST', does: 'body', lines: ['Content-Length: 3', chunked], body: chunkedBody }),
  single('two lengths', { method: 'POST', does: 'body', lines: ['Content-Length: 3', 'Content-Length: 4'], body: 'body' }),
  single('length that is none', { method: 'POST', does: 'body', lines: ['Content-Length: ten'], body: 'body' }),
  scenario('body later', [request({ ...posting, does: 'body' }), '01234', { oneByOne: '56789' }]),
  scenario('body events', [request({ ...posting, does: 'children' }), { oneByOne: '0123456789' }]),
  single('no body events', { does: 'children' }),
  scenario('answered before the body', [request({ ...posting, does: 'early' }), { waitFor: 'answered' }, '0123456789']),
  scenario('answered before the body, which never comes', [request({ ...posting, does: 'early' }), { waitFor: 'answered' }, { leave: 'end' }]),
  scenario('body that ends too early', [request({ ...posting, does: 'hang-in-body', body: '0123' }), { waitFor: 'arrived' }, { leave: 'end' }]),

  scenario('Expect: 100-continue', [request({ ...posting, does: 'body', lines: ['Content-Length: 4', 'Expect: 100-continue'] }), { waitFor: 'answered' }, 'body']),
  scenario('Expect: 100-continue, refused', [request({ ...posting, does: 'refuse-continue', lines: ['Content-Length: 4', 'Expect: 100-continue'] })]),
  scenario('Expect: something else', [request({ lines: ['Expect: 200-ok'] })]),
  single('upgrade', { lines: upgrade, closes: false, trace: '01' }),
  single('upgrade with a body', { ...posting, lines: [...upgrade, 'Content-Length: 4'], body: 'body', closes: false }),
  single('upgrade to h2c', { lines: ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'], closes: false }),
  single('CONNECT', { method: 'CONNECT', target: 'shop.example:443', trace: '01' }),
  single('CONNECT without port', { method: 'CONNECT', target: 'shop.example', trace: '01' }),
  single('https: upgrade', { lines: upgrade, closes: false }, 'https'),
  scenario('plain text on https', ['GET /{id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'], 'http'),
  single('large answer', { does: 'large' }),
  single('HEAD of a large answer', { method: 'HEAD', does: 'large' }),
];
