/** Samplers by their names in the configuration model, told apart by what they decide. */
import assert from 'node:assert/strict';
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Context } from '@opentelemetry/api';
import type { SamplerConfigModel } from '@opentelemetry/configuration';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { createSampler } from '../../../src/sdk/samplers.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

const lowTraceId = '0'.repeat(31) + '1';
const highTraceId = 'f'.repeat(8) + '0'.repeat(24);

function childOf(isSampled: boolean, isRemote: boolean): Context {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: lowTraceId, spanId: 'b7ad6b7169203331', traceFlags, isRemote });
}

/** Root spans with a low and a high trace id; children of local and remote parents, sampled and not. */
function decisions(model: SamplerConfigModel | undefined): string {
  const sampler = createSampler(model);
  const cases: [Context, string][] = [
    [ROOT_CONTEXT, lowTraceId], [ROOT_CONTEXT, highTraceId],
    [childOf(true, false), lowTraceId], [childOf(false, false), lowTraceId],
    [childOf(true, true), lowTraceId], [childOf(false, true), lowTraceId],
  ];
  const isSampled = ([context, traceId]: [Context, string]): boolean =>
    sampler.shouldSample(context, traceId, 'GET /', SpanKind.SERVER, {}, []).decision === SamplingDecision.RECORD_AND_SAMPLED;
  return cases.map((row) => (isSampled(row) ? 'y' : 'n')).join('');
}

describe('samplers', () => {
  const lines = captureDiagnostics();

  const half = { trace_id_ratio_based: { ratio: 0.5 } };
  const rows: [title: string, model: SamplerConfigModel | undefined, expected: string][] = [
    ['none given', undefined, 'yyynyn'],
    ['an empty model', {}, 'yyynyn'],
    ['always_on', { always_on: {} }, 'yyyyyy'],
    ['always_off', { always_off: {} }, 'nnnnnn'],
    ['a ratio', half, 'ynyyyy'],
    ['a ratio of 0', { trace_id_ratio_based: { ratio: 0 } }, 'nnnnnn'],
    ['a ratio that is left out', { trace_id_ratio_based: {} }, 'yyyyyy'],
    ['parent_based without a root', { parent_based: {} }, 'yyynyn'],
    ['parent_based, root off', { parent_based: { root: { always_off: {} } } }, 'nnynyn'],
    ['parent_based, root a ratio', { parent_based: { root: half } }, 'ynynyn'],
    ['parent_based, remote sampled off', { parent_based: { remote_parent_sampled: { always_off: {} } } }, 'yyynnn'],
    ['parent_based, remote not sampled on', { parent_based: { remote_parent_not_sampled: { always_on: {} } } }, 'yyynyy'],
    ['parent_based, local sampled off', { parent_based: { local_parent_sampled: { always_off: {} } } }, 'yynnyn'],
    ['parent_based, local not sampled on', { parent_based: { local_parent_not_sampled: { always_on: {} } } }, 'yyyyyn'],
    ['parent_based in parent_based', { parent_based: { root: { parent_based: { root: { always_off: {} } } } } }, 'nnynyn'],
  ];
  for (const [title, model, expected] of rows) {
    it(`${title}: ${expected}`, () => {
      assert.equal(decisions(model), expected);
      assert.deepEqual(lines, []);
    });
  }

  it('reports a sampler that it does not have, and uses the default', () => {
    assert.equal(decisions({ 'jaeger_remote/development': { endpoint: 'http://localhost', initial_sampler: { always_on: {} } } }), 'yyynyn');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /setting-unsupported: sampler "jaeger_remote\/development" is not supported/);
  });

  it('does so inside parent_based, too', () => {
    assert.equal(decisions({ parent_based: { root: { weather: {} } } }), 'yyynyn');
    assert.match(lines[0] ?? '', /sampler "weather"/);
  });
});
