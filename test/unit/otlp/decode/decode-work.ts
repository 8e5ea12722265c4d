/** A process of its own that prints what decoding takes, in executed blocks of source, for inputs that double in size. */
import { Session } from 'node:inspector/promises';
import type { OtlpEncoding, Signal } from '../../../../src/otlp/decode/decode.js';
import { field, keyValue, spanRequest, tag, varint } from '../wire.js';

export interface WorkRow {
  readonly name: string;
  readonly work: readonly number[];
}

type Shape = readonly [name: string, signal: Signal, encoding: OtlpEncoding, make: (count: number) => Uint8Array];

function times(count: number, bytes: readonly number[]): number[] {
  return Array<readonly number[]>(count).fill(bytes).flat();
}

function text(make: (count: number) => string): (count: number) => Uint8Array {
  return (count) => Buffer.from(make(count));
}

const attribute = field(9, keyValue('key', field(1, 'value')));
const spanJson = '{"name":"a","attributes":[{"key":"k","value":{"intValue":"5"}}]}';

const shapes: readonly Shape[] = [
  ['empty spans', 'traces', 'protobuf', (count) => Uint8Array.from(field(1, field(2, times(count, field(2, [])))))],
  ['attributes', 'traces', 'protobuf', (count) => spanRequest(times(count, attribute))],
  ['one field again and again', 'traces', 'protobuf', (count) => spanRequest(times(count, field(5, 'name')))],
  ['a message merged again and again', 'traces', 'protobuf', (count) => spanRequest(times(count, field(15, field(2, 'x'))))],
  ['a list merged again and again', 'logs', 'protobuf', (count) => Uint8Array.from(field(1, field(2, field(2, times(count, field(5, field(5, field(1, []))))))))],
  ['members of a oneof in turn', 'traces', 'protobuf', (count) => spanRequest(field(9, field(2, times(count, [...field(1, 'x'), ...tag(2, 0), 1, ...field(5, field(1, []))]))))],
  ['unknown fields', 'traces', 'protobuf', (count) => spanRequest(times(count, field(99, 'unknown')))],
  ['numbers of ten bytes', 'traces', 'protobuf', (count) => spanRequest(times(count, [...tag(99, 0), ...varint(2n ** 64n - 1n)]))],
  ['a long text', 'traces', 'protobuf', (count) => spanRequest(field(5, `${'e'.repeat(count)}é`))],
  ['spans', 'traces', 'json', text((count) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${Array(count).fill(spanJson).join()}]}]}]}`)],
  ['unknown members', 'traces', 'json', text((count) => `{${Array.from({ length: count }, (_, index) => `"u${index}":[{"a":1}]`).join()}}`)],
  ['a long text', 'traces', 'json', text((count) => `{"resourceSpans":[{"schemaUrl":"${'\\u00e9'.repeat(count)}"}]}`)],
  ['a long number', 'traces', 'json', text((count) => `{"a":${'1'.repeat(count)}}`)],
  ['brackets', 'traces', 'json', text((count) => `{"a":${'['.repeat(count)}`)],
  ['brackets side by side', 'traces', 'json', text((count) => `{"a":[${Array(count).fill('[]').join()}]}`)],
  ['white space', 'traces', 'json', text((count) => `${' '.repeat(count)}{${' '.repeat(count)}}`)],
];

const session = new Session();
session.connect();
await session.post('Profiler.enable');
// only code that is compiled from here on is counted block by block
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { decodeRequest } = await import('../../../../src/otlp/decode/decode.js');

async function workOf(run: () => unknown): Promise<number> {
  await session.post('Profiler.takePreciseCoverage');
  try {
    run();
  } catch {
    // what is refused must not have taken longer either
  }
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const blocks = result.filter(({ url }) => url.includes('/src/otlp/')).flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return blocks.reduce((sum, { count }) => sum + count, 0);
}

const rows: WorkRow[] = [];
for (const [name, signal, encoding, make] of shapes) {
  const work: number[] = [];
  for (const count of [100, 200, 400, 800]) {
    const bytes = make(count);
    work.push(await workOf(() => decodeRequest(signal, encoding, bytes)));
  }
  rows.push({ name: `${encoding}: ${name}`, work });
}
console.log(JSON.stringify(rows));
