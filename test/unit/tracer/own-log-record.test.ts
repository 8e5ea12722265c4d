/** A record with a block is, to all who read, redact and encode it, the record that has these attributes itself. */
import assert from 'node:assert/strict';
import { ROOT_CONTEXT, SamplingDecision, trace, type Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, AlwaysOnSampler, type Sampler } from '@opentelemetry/sdk-trace';
import { ByteWriter } from '../../../src/otlp/encode/byte-writer.js';
import { writeLogRecord } from '../../../src/otlp/encode/encode-log-record.js';
import { createLogRecordRedaction } from '../../../src/redaction/exits/redact-log-record.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { AttributeBlock } from '../../../src/tracer/attribute-block.js';
import { OwnLogRecord, type OwnRecordOptions } from '../../../src/tracer/own-log-record.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';

type Encodable = Parameters<typeof writeLogRecord>[1];

const resource = resourceFromAttributes({});
const origin = { resource, scope: { name: 'shop' }, attributeCountLimit: 5 };
const ofRequest = { 'request.id': 'r-1', 'correlation.id': 'c-1' };
const times = { timestamp: 1_700_000_000_123, observedTimestamp: [1_700_000_000, 7] } satisfies OwnRecordOptions;

const recordOnly: Sampler = { shouldSample: () => ({ decision: SamplingDecision.RECORD }), toString: () => 'RecordOnly' };

const create = (attributes: Attributes, context = ROOT_CONTEXT): OwnLogRecord => new OwnLogRecord(origin, { ...times, body: 'done', severityNumber: 9, severityText: 'info', eventName: 'e', attributes }, context);

function withBlock(attributes: Attributes, ofBlock: Attributes): OwnLogRecord {
  const record = create(attributes);
  assert.ok(record.addBlock(new AttributeBlock(ofBlock)));
  return record;
}

function encoded(record: Encodable): Buffer {
  const writer = new ByteWriter();
  writeLogRecord(writer, record);
  return Buffer.from(writer.bytes.subarray(0, writer.length));
}

/** As a record of somebody else is: without what is kept in other ways. */
function asPlain(record: OwnLogRecord): Encodable {
  const { hrTime, hrTimeObserved, spanContext, severityNumber, severityText, eventName, body, attributes, droppedAttributesCount, instrumentationScope } = record;
  return { hrTime, hrTimeObserved, spanContext, severityNumber, severityText, eventName, body, attributes, droppedAttributesCount, instrumentationScope, resource } as Encodable;
}

describe('OwnLogRecord', () => {
  it('shows what its block has, and takes more', () => {
    const record = withBlock({ a: 1 }, ofRequest);
    assert.deepEqual(record.attributes, { ...ofRequest, a: 1 });
    record.setAttributes({ b: 2, c: 3, d: 4 });
    assert.deepEqual([Object.keys(record.attributes).length, record.droppedAttributesCount], [5, 1]);
  });

  it('a block that shares a key with the record, or has too many, is refused', () => {
    for (const attributes of [{ 'request.id': 'mine' }, { a: 1, b: 2, c: 3, d: 4 }]) {
      const record = create(attributes);
      assert.equal(record.addBlock(new AttributeBlock(ofRequest)), false);
      assert.deepEqual(record.attributes, attributes);
    }
  });

  it('is encoded as the same record without a block', () => {
    assert.deepEqual(encoded(withBlock({ a: 1 }, ofRequest)), encoded(asPlain(withBlock({ a: 1 }, ofRequest))));
  });

  for (const [name, sampler] of Object.entries({ sampled: new AlwaysOnSampler(), 'recorded only': recordOnly, 'not recorded': new AlwaysOffSampler() })) {
    it(`in a span that is ${name}: its ids, encoded as numbers or as texts`, () => {
      const span = new OwnTracerProvider({ resource, sampler, spanLimits: {}, spanProcessors: [] }).getTracer('x').startSpan('work');
      const record = create({}, trace.setSpan(ROOT_CONTEXT, span));
      assert.deepEqual(encoded(record), encoded(asPlain(record)));
      assert.deepEqual(record.spanContext, span.spanContext());
    });
  }

  it('times that nobody gave are encoded as they are read', () => {
    const record = new OwnLogRecord(origin, { body: 'x' }, ROOT_CONTEXT);
    assert.deepEqual(encoded(record), encoded(asPlain(record)));
  });

  it('the redaction hides what a block has', () => {
    const redact = createLogRecordRedaction(createRedactor());
    assert.deepEqual(redact(withBlock({ a: 1 }, { password: 'canary-1' })).attributes, { a: 1, password: '[REDACTED]' });
  });

  it('the redaction hides what stands beside a block, and keeps the block', () => {
    const redact = createLogRecordRedaction(createRedactor());
    assert.deepEqual(redact(withBlock({ password: 'canary-1' }, ofRequest)).attributes, { ...ofRequest, password: '[REDACTED]' });
    const clean = withBlock({ a: 1 }, ofRequest);
    assert.equal(redact(clean), clean);
    assert.equal(clean.blocks.length, 1, 'nobody had to make one object of all attributes');
  });
});
