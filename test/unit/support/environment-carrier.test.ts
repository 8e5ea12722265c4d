/** The names of variables that carry trace context. */
import assert from 'node:assert/strict';
import { variableGetter, variableOf, variableSetter } from '../../../src/support/environment-carrier.js';

describe('environment carrier', () => {
  for (const [field, name] of [['traceparent', 'TRACEPARENT'], ['X-B3-TraceId', 'X_B3_TRACEID'], ['x-amzn-trace-id', 'X_AMZN_TRACE_ID'], ['1st', '_1ST']] as const) {
    it(`${field} is ${name}`, () => assert.equal(variableOf(field), name));
  }

  it('writes and reads by the names of variables, and does not touch values', () => {
    const variables: Record<string, string> = { lower: 'x', TRACESTATE: ' a=1 ' };
    variableSetter.set(variables, 'traceparent', '00-1');
    assert.deepEqual(variables, { lower: 'x', TRACESTATE: ' a=1 ', TRACEPARENT: '00-1' });
    assert.deepEqual([variableGetter.get(variables, 'tracestate'), variableGetter.get(variables, 'baggage')], [' a=1 ', undefined]);
    assert.deepEqual(variableGetter.keys(variables), ['TRACESTATE', 'TRACEPARENT']);
  });
});
