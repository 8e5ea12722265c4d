/** The collector that the rows rely on misbehaves as it is told, and counts right. */
import assert from 'node:assert/strict';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as faulty from '../support/faulty-collector.js';
import { areAllIn, describeNames, describeTally, shareOf, sum, tally } from './tally.js';

function encode(...names: string[]): Uint8Array {
  const exporter = new InMemorySpanExporter();
  const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('faults');
  for (const name of names) tracer.startSpan(name).end();
  return ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
}

/** The status of the answer and its body, or the code of the error. */
async function post({ url }: faulty.FaultyCollector, body = encode('a 1')): Promise<number | string> {
  try {
    const response = await fetch(`${url}/v1/traces`, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': 'application/x-protobuf' }, signal: AbortSignal.timeout(200) });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: string }; name: string };
    return cause?.code ?? name;
  }
}

interface Row {
  readonly title: string;
  readonly behaviour: faulty.Behaviour;
  readonly answer: number | string;
  readonly taken: number;
}

const rows: readonly Row[] = [
  { title: 'takes', behaviour: faulty.takes, answer: 200, taken: 1 },
  { title: 'answers', behaviour: faulty.answers(503), answer: 503, taken: 0 },
  { title: 'hangs', behaviour: faulty.hangs, answer: 'TimeoutError', taken: 0 },
  { title: 'drips', behaviour: faulty.drips, answer: 'TimeoutError', taken: 0 },
  { title: 'resets', behaviour: faulty.resets, answer: 'ECONNRESET', taken: 0 },
  { title: 'closesWhileReading', behaviour: faulty.closesWhileReading, answer: 'UND_ERR_SOCKET', taken: 0 },
  { title: 'closesWhileAnswering', behaviour: faulty.closesWhileAnswering, answer: 'UND_ERR_SOCKET', taken: 1 },
  { title: 'speaksNoHttp', behaviour: faulty.speaksNoHttp, answer: 'HPE_INVALID_CONSTANT', taken: 0 },
  { title: 'answersNoProtobuf', behaviour: faulty.answersNoProtobuf, answer: 200, taken: 1 },
  { title: 'refusesPoison, without poison', behaviour: faulty.refusesPoison, answer: 200, taken: 1 },
  { title: 'refusesAbove, below', behaviour: faulty.refusesAbove(10_000), answer: 200, taken: 1 },
  { title: 'refusesAbove, above', behaviour: faulty.refusesAbove(10), answer: 413, taken: 0 },
];

describe('faulty collector', () => {
  let collector: faulty.FaultyCollector;
  beforeEach(async () => void (collector = await faulty.startFaultyCollector()));
  afterEach(() => collector.close());

  for (const { title, behaviour, answer, taken } of rows) {
    it(title, async () => {
      collector.behave(behaviour);
      assert.equal(await post(collector), answer);
      assert.deepEqual([collector.spans.get('a 1') ?? 0, collector.problems], [taken, []]);
    });
  }

  it('refusesPoison refuses the whole request', async () => {
    collector.behave(faulty.refusesPoison);
    assert.equal(await post(collector, encode('a 1', 'poison')), 400);
    assert.equal(collector.spans.size, 0);
  });

  it('cutsOnPoison cuts the connection on the whole request', async () => {
    collector.behave(faulty.cutsOnPoison);
    assert.match(String(await post(collector, encode('a 1', 'poison'))), /UND_ERR_SOCKET|ECONNRESET/);
    assert.equal(await post(collector, encode('a 1')), 200);
    assert.deepEqual([...collector.spans], [['a 1', 1]]);
  });

  it('goes down and comes back on the same port', async () => {
    assert.equal(await post(collector), 200);
    await collector.goDown();
    assert.equal(await post(collector), 'ECONNREFUSED');
    await collector.comeBack();
    assert.equal(await post(collector), 200);
    assert.equal(collector.spans.get('a 1'), 2);
  });

  it('says what it cannot read', async () => {
    await post(collector, Buffer.from('\xff\xff\xff', 'latin1'));
    assert.equal(collector.problems.length, 1);
  });
});

describe('tally', () => {
  const taken = { spans: new Map([['a 1', 1], ['a 3', 2]]), logs: new Map([['a 1', 1], ['a 2', 1], ['a 3', 1]]) };

  it('says what is missing and what came twice', () => {
    const result = tally(['a 1', 'a 2', 'a 3'], taken);
    assert.equal(describeTally(result), '2 of 3 spans and 3 of 3 log records arrived, 1 of them more than once; missing spans: a 2');
    assert.deepEqual(sum([result, result]).sent, 6);
  });

  it('areAllIn: only when each name is in both, whatever else came', () => {
    assert.equal(areAllIn(['a 1', 'a 3'], taken), true);
    assert.equal(areAllIn(['a 1', 'a 2'], taken), false);
    assert.equal(areAllIn(['a 1', 'a 2', 'a 3'], taken), false);
  });

  it('writes numbers that follow each other as a range', () => {
    assert.equal(describeNames(['a 1', 'a 2', 'a 3', 'a 7', 'b 8']), 'a 1-3, a 7, b 8');
  });

  it('calls only all 100 %', () => {
    assert.deepEqual([shareOf(9999, 10_000), shareOf(5, 5), shareOf(0, 0)], ['9999 (99.9 %)', '5 (100 %)', '–']);
  });
});
