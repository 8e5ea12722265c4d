/** Reads and decompresses request bodies within a limit. */
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** The request cannot be read; `status` is the HTTP status that says so. */
export class RequestBodyError extends Error {
  override readonly name = 'RequestBodyError';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** @throws {RequestBodyError} with status 413 as soon as there are more than `maxBytes` */
export async function readBody(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteLength = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    byteLength += chunk.length;
    if (byteLength > maxBytes) throw new RequestBodyError(413, `the body has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, byteLength);
}

const decompressors = new Map([
  ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
]);

/** @throws {RequestBodyError} unknown encoding (415), too large (413), damaged (400) */
export async function decompress(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return bytes;
  const decompressor = decompressors.get(name);
  if (decompressor === undefined) throw new RequestBodyError(415, `the encoding ${name.slice(0, 40)} is not supported`);
  try {
    return await decompressor(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RequestBodyError(413, `the decompressed body has more than ${maxBytes} bytes`, { cause: error });
    }
    throw new RequestBodyError(400, `the ${name} body is damaged`, { cause: error });
  }
}
