/** Propagators by their names in the configuration model, told apart by the headers that they write. */
import assert from 'node:assert/strict';
import { defaultTextMapSetter, propagation, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { createPropagator } from '../../../src/sdk/propagators.js';
import * as rarePropagators from '../../../src/sdk/rare-propagators.js';

const span = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED });
const context = propagation.setBaggage(span, propagation.createBaggage({ tenant: { value: 'a' } }));

describe('propagators', () => {
  let rareLoads: number;
  let lines: string[];
  let restoreSink: () => void;

  beforeEach(() => {
    rareLoads = 0;
    lines = [];
    restoreSink = setDiagnosticSink((line) => lines.push(line));
  });

  afterEach(() => restoreSink());

  function headersOf(...names: string[]): string[] | undefined {
    const loadRare = (): typeof rarePropagators => {
      rareLoads++;
      return rarePropagators;
    };
    const propagator = createPropagator({ composite: names.map((name) => ({ [name]: {} })) }, { redactor: createRedactor(), ids: undefined, loadRare });
    if (propagator === undefined) return undefined;
    const headers: Record<string, string> = {};
    propagator.inject(context, headers, defaultTextMapSetter);
    return Object.keys(headers).map((name) => name.toLowerCase()).sort();
  }

  const rows: [names: string[], headers: string[] | undefined, isRare: boolean][] = [
    [['tracecontext'], ['traceparent'], false],
    [['baggage'], ['baggage'], false],
    [['tracecontext', 'baggage'], ['baggage', 'traceparent'], false],
    [['tracecontext', 'tracecontext'], ['traceparent'], false],
    [['b3'], ['b3'], true],
    [['b3multi'], ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid'], true],
    [['xray'], ['x-amzn-trace-id'], true],
    [['tracecontext', 'b3'], ['b3', 'traceparent'], true],
    [['none'], undefined, false],
    [['tracecontext', 'none'], undefined, false],
    [[], undefined, false],
  ];
  for (const [names, headers, isRare] of rows) {
    it(`${names.join(', ') || 'nothing'}: ${headers?.join(', ') ?? 'no propagation'}`, () => {
      assert.deepEqual(headersOf(...names), headers);
      assert.equal(rareLoads > 0, isRare, 'loads the rare ones only when they are asked for');
      assert.deepEqual(lines, []);
    });
  }

  it('no model means no propagation', () => {
    assert.equal(createPropagator(undefined, { redactor: createRedactor(), ids: undefined, loadRare: () => rarePropagators }), undefined);
  });

  it('leaves out and reports what it does not have', () => {
    assert.deepEqual(headersOf('jaeger', 'tracecontext'), ['traceparent']);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /setting-unsupported: propagator "jaeger" is not supported/);
  });
});
