import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { flow } from '../../../../src/flow/flow.js';
import { createLogRecordRedaction } from '../../../../src/redaction/exits/redact-log-record.js';
import { createSpanRedaction } from '../../../../src/redaction/exits/redact-span.js';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import { withoutNameInFlowId } from '../../../../src/redaction/exits/flow-ids.js';

const before = { 'flow.id': 'import-for-ada-3f9c1a2b', 'flow.name': 'import for ada', other: 1 };

describe('redaction: ids of flows', () => {
  it('hold no part of a name that was altered or left out', () => {
    assert.deepEqual(withoutNameInFlowId(before, { ...before, 'flow.name': '[REDACTED]' }), { ...before, 'flow.id': 'flow-3f9c1a2b', 'flow.name': '[REDACTED]' });
    const inner = { 'flow.id': 'mail-11111111', 'flow.name': 'mail', 'flow.parent_id': before['flow.id'], 'flow.parent_name': before['flow.name'] };
    const left = { ...inner, 'flow.parent_name': '[REDACTED]' };
    assert.deepEqual(withoutNameInFlowId(inner, left), { ...left, 'flow.parent_id': 'flow-3f9c1a2b' });
    assert.deepEqual(withoutNameInFlowId(before, { 'flow.id': before['flow.id'] }), { 'flow.id': 'flow-3f9c1a2b' });
  });

  it('leave so with spans and log records', () => {
    const redactor = createRedactor({ patterns: ['ada'] });
    const content: Pick<ReadableSpan, 'attributes' | 'events' | 'links' | 'name' | 'status' | 'instrumentationScope' | 'spanContext'> = {
      attributes: before, events: [], links: [], name: 'x', status: { code: 0 }, instrumentationScope: { name: 'x' }, spanContext: () => ({ traceId: '', spanId: '', traceFlags: 0 }),
    };
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what the redaction reads of a span and of a log record
    const [span, record] = [content as ReadableSpan, content as unknown as ReadWriteLogRecord];
    const expected = { ...before, 'flow.id': 'flow-3f9c1a2b', 'flow.name': 'import for [REDACTED]' };
    assert.deepEqual([createSpanRedaction(redactor)(span).attributes, createLogRecordRedaction(redactor)(record).attributes], [expected, expected]);
  });

  it('are made of the words of the name, and not of what looks like a token in it', () => {
    flow(`import for ghp_${'x9Kq27'}LmPz4T`, ({ id }) => assert.match(id, /^import-for-ghp-[\da-f]{8}$/));
    flow('Step 12 of v2', ({ id }) => assert.match(id, /^step-12-of-v2-[\da-f]{8}$/));
  });

  it('stay where the name stays, or where they are not made by us', () => {
    const after = { ...before, other: '[REDACTED]' };
    assert.equal(withoutNameInFlowId(before, before), before);
    assert.equal(withoutNameInFlowId(before, after), after);
    for (const id of ['[REDACTED]', 'x', 7]) assert.equal(withoutNameInFlowId({ ...before, 'flow.id': id }, { 'flow.id': id })['flow.id'], id);
  });
});
