/** What is redacted: spans of a web server, counts under known keys, and log bodies, each without and with a secret. */
import { randomUUID } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';

export const secret = ['s3cr3t', 'c0ffee', 'b4dc0de', 'f00d'].join('');

export type CaseName =
  | 'server span, 15 attributes'
  | 'the same, a secret key more'
  | 'the same, a secret in its URL'
  | 'attribute with a known key'
  | 'log body, one line'
  | 'log body, plain lines'
  | 'the same, with a secret'
  | 'log body, JSON text'
  | 'the same, with a secret key';

/** Several of each, so that no redactor can live off the last one. */
export type Input = { readonly attributes: readonly Attributes[] } | { readonly texts: readonly string[] };

interface Case {
  readonly name: CaseName;
  readonly unit: 'µs/span' | 'ns/attribute' | 'µs/KB';
  readonly goal?: number;
  readonly holdsSecret: boolean;
  readonly input: Input;
  /** From nanoseconds for one value to the unit. */
  readonly inUnit: (nanoseconds: number) => number;
}

const variety = 64;
const some = <Value>(make: (index: number) => Value): Value[] => Array.from({ length: variety }, (_, index) => make(index));

const toMicroseconds = (nanoseconds: number): number => nanoseconds / 1000;

const counts = some((index) => Object.fromEntries(Array.from({ length: 20 }, (_, key) => [`app.count.${key}`, index + key])));

function spanCase(name: CaseName, holdsSecret: boolean, more: Attributes, goal?: number): Case {
  return { name, unit: 'µs/span', ...(goal !== undefined && { goal }), holdsSecret, input: { attributes: some((index) => ({ ...serverAttributes(index), ...more })) }, inUnit: toMicroseconds };
}

function textCase(name: CaseName, holdsSecret: boolean, make: (index: number) => string, goal?: number): Case {
  const texts = some((index) => Buffer.from(make(index)).toString('utf8'));
  const kilobytes = texts.reduce((sum, { length }) => sum + length, 0) / texts.length / 1024;
  return { name, unit: 'µs/KB', ...(goal !== undefined && { goal }), holdsSecret, input: { texts }, inUnit: (nanoseconds) => toMicroseconds(nanoseconds) / kilobytes };
}

export const cases: readonly Case[] = [
  spanCase('server span, 15 attributes', false, {}, 2),
  spanCase('the same, a secret key more', true, { 'http.request.header.authorization': [`Bearer ${secret}`] }),
  spanCase('the same, a secret in its URL', true, { 'url.query': `page=2&access_token=${secret}` }),
  { name: 'attribute with a known key', unit: 'ns/attribute', holdsSecret: false, input: { attributes: counts }, inUnit: (nanoseconds) => nanoseconds / 20 },
  textCase('log body, one line', false, (index) => `order ${randomUUID()} of customer ${index * 31} was paid by invoice, total 42.10 EUR; the warehouse at Harbour Street 12 has it (took ${index} ms)`),
  textCase('log body, plain lines', false, plainLines, 5),
  textCase('the same, with a secret', true, (index) => `${plainLines(index)}\nlogin of ada failed: password=${secret}`),
  textCase('log body, JSON text', false, (index) => JSON.stringify(requestRecord(index)), 5),
  textCase('the same, with a secret key', true, (index) => JSON.stringify({ ...requestRecord(index), password: secret })),
];

export function serverAttributes(index: number): Attributes {
  return {
    'http.request.method': 'GET',
    'http.route': '/shops/:shop/orders/:order',
    'http.response.status_code': 200,
    'url.scheme': 'https',
    'url.path': `/shops/${index}/orders/${index * 7919}`,
    'url.query': `page=${index}&sort=created`,
    'server.address': 'shop.example.com',
    'server.port': 443,
    'client.address': `10.1.4.${index}`,
    'network.peer.address': `10.1.2.${index}`,
    'network.peer.port': 40_000 + index,
    'network.protocol.version': '1.1',
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'enduser.id': `u-${index}`,
    'shop.order.items': index,
  };
}

function plainLines(index: number): string {
  return Array.from({ length: 20 }, (_, line) => [
    `2026-11-20T10:15:${String(line).padStart(2, '0')}.123Z INFO order ${randomUUID()} of customer ${index * 31 + line} was paid, total 42.10 EUR (took ${line + 3} ms)`,
    `worker ${line}: fetched https://stock.example.com/v2/items/${index * 17 + line}?fields=id,name&page=${line} with status 200 in ${line * 2} ms`,
    `Retrying the delivery to warehouse ${line % 4}; the carrier said: no slot is free before Monday`,
  ][line % 3]).join('\n');
}

function requestRecord(index: number): Record<string, unknown> {
  return {
    level: 30,
    time: 1_763_633_700_000 + index,
    hostname: `shop-6d4b75cb6d-${index}`,
    msg: 'request completed',
    req: { id: randomUUID(), method: 'POST', url: `/shops/${index}/orders`, query: { page: '2' }, headers: { host: 'shop.example.com', accept: 'application/json', 'user-agent': 'curl/8.5.0' } },
    res: { statusCode: 201, headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': '512' } },
    items: Array.from({ length: 8 }, (_, item) => ({ id: `sku-${index}-${item}`, name: `blue chair number ${item}`, price: 12.5 * item, inStock: item % 2 === 0, tags: ['home', 'wood'] })),
    responseTime: 17,
  };
}
