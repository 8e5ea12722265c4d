/** The collector of the throughput benchmark, a process of its own: answers 200 and counts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { countRecords } from './count-records.js';

/** Since the start, of one signal. */
export interface Received {
  requests: number;
  bytes: number;
  records: number;
}

export interface ReceiverAnswers {
  readonly ready: { readonly port: number };
  /** By path, such as `/v1/traces`. */
  readonly counts: Readonly<Record<string, Received>>;
}

const counts: Record<string, Received> = {};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const received = (counts[request.url ?? ''] ??= { requests: 0, bytes: 0, records: 0 });
    received.requests += 1;
    received.bytes += body.length;
    received.records += countRecords(body);
    response.setHeader('content-type', 'application/x-protobuf').end();
  });
});
process.on('message', () => process.send?.(counts));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies ReceiverAnswers['ready']);
});
