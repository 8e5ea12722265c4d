/**
 * The load, a process of its own on plain sockets: each keep-alive connection sends the next request when the answer is
 * complete. Answers must all have the length of the first, so that none has to be parsed.
 */
import { connect } from 'node:net';
import { LatencyHistogram } from './latency-histogram.js';

export interface LoadAnswers {
  /** Sent once every connection had its first answer. */
  readonly ready: null;
  readonly count: { readonly answers: number; readonly atNs: string; /** By bucket. */ readonly latencies: readonly number[] };
}

const [port = '', path = '', connections = ''] = process.argv.slice(2);
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\n\r\n`);
const codeOfTwo = 0x32;
const latencies = new LatencyHistogram();
let answers = 0;
let connected = 0;

function drive(): void {
  let received = 0;
  let answerBytes = 0;
  let sentAtMs = 0;
  const onChunk = (bytes: number, buffer: Uint8Array): boolean => {
    if (received === 0 && buffer[9] !== codeOfTwo) fail(`not answered by 2xx: ${text(buffer, bytes)}`);
    if (answerBytes === 0) {
      answerBytes = lengthOf(text(buffer, bytes));
      if (++connected === Number(connections)) process.send?.(null);
    }
    received += bytes;
    if (received > answerBytes) fail(`an answer of ${received} bytes after one of ${answerBytes}: ${text(buffer, bytes)}`);
    if (received < answerBytes) return true;
    received = 0;
    answers += 1;
    const nowMs = performance.now();
    latencies.record(nowMs - sentAtMs);
    sentAtMs = nowMs;
    socket.write(request);
    return true;
  };
  const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true, onread: { buffer: Buffer.allocUnsafe(16_384), callback: onChunk } });
  socket.on('error', (error) => fail(error.message)).on('end', () => fail('the service closed a connection'));
  sentAtMs = performance.now();
  socket.write(request);
}

/** Whole length of the answer that begins with this text; the head has come in one piece. */
function lengthOf(answer: string): number {
  const head = answer.indexOf('\r\n\r\n');
  const contentLength = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  if (head < 0 || contentLength === undefined) return fail(`no content-length: ${answer}`);
  return head + 4 + Number(contentLength);
}

function text(buffer: Uint8Array, bytes: number): string {
  return Buffer.from(buffer.subarray(0, bytes)).toString('latin1');
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}

process.on('message', () => process.send?.({ answers, atNs: String(process.hrtime.bigint()), latencies: [...latencies.counts] } satisfies LoadAnswers['count']));
for (let connection = 0; connection < Number(connections); connection++) drive();
