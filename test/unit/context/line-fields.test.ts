/** The ids of a context in the lines of a logger, and out of the records that are made of these lines. */
import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { setFlowFrame } from '../../../src/context/flow-frame.js';
import { addLineFields, removeLineFields } from '../../../src/context/line-fields.js';
import { setRequestFrame } from '../../../src/context/request-frame.js';
import { requestFrame } from '../../support/request-frame.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
// the span is not recorded
const inSpan = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 0 });
const inRequest = setRequestFrame(inSpan, requestFrame({ requestId: 'r-1', correlationId: 'c-1', method: 'GET' }));
const inFlow = setFlowFrame(inRequest, { id: 'checkout-1', name: 'checkout', step: 'pay' });

const lineIn = (context = inFlow, line: Record<string, unknown> = {}) => {
  addLineFields(line, context);
  return line;
};

describe('line fields', () => {
  it('of the trace, the request and the flow', () => {
    assert.deepEqual(lineIn(), { trace_id: traceId, span_id: spanId, trace_flags: '00', request_id: 'r-1', correlation_id: 'c-1', flow_id: 'checkout-1', flow_step: 'pay' });
  });
  it('none outside', () => assert.deepEqual(lineIn(ROOT_CONTEXT), {}));
  it('no step before the first', () => assert.deepEqual(lineIn(setFlowFrame(ROOT_CONTEXT, { id: 'f', name: 'f', step: undefined })), { flow_id: 'f' }));
  it('without a trace', () => assert.deepEqual(lineIn(setRequestFrame(ROOT_CONTEXT, requestFrame({ requestId: 'r', correlationId: 'c' }))), { request_id: 'r', correlation_id: 'c' }));
  it('a field of the app wins', () => {
    const line = lineIn(inFlow, { request_id: 'mine', trace_id: 'mine too' });
    assert.deepEqual([line['request_id'], line['trace_id'], line['correlation_id']], ['mine', 'mine too', 'c-1']);
  });
  it('what was added goes, what the app has set stays', () => {
    const attributes = { request_id: 'mine', correlation_id: 'c-1', flow_id: 'checkout-1', flow_step: 'pay', orderId: 7 };
    removeLineFields(attributes, inFlow);
    assert.deepEqual(attributes, { request_id: 'mine', orderId: 7 });
  });
});
