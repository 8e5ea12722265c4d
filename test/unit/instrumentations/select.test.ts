/** Which instrumentations are on. */
import assert from 'node:assert/strict';
import { catalogue } from '../../../src/instrumentations/catalogue.js';
import { selectInstrumentations, type InstrumentationSettings } from '../../../src/instrumentations/select.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

describe('selectInstrumentations', () => {
  const lines = captureDiagnostics();

  const select = (settings: Partial<InstrumentationSettings>): string[] =>
    selectInstrumentations({ enabled: undefined, disabled: [], childContext: 'on', options: {}, ...settings }).map((row) => row.id);

  it('without settings: those that are on by default', () => {
    const ids = catalogue.filter((row) => row.enabledByDefault).map((row) => row.id);
    assert.deepEqual(select({}), ids);
    for (const off of ['dns', 'net', 'fs', 'host-metrics']) assert.equal(ids.includes(off), false);
    assert.deepEqual(lines, []);
  });

  it('enabled: only these, also those that are off by default', () => {
    assert.deepEqual(select({ enabled: ['pg', 'dns'] }), ['dns', 'pg']);
    assert.deepEqual(select({ enabled: [] }), []);
  });

  it('disabled wins over enabled', () => assert.deepEqual(select({ enabled: ['pg', 'http'], disabled: ['http'] }), ['pg']));

  it('the option enabled wins over both lists', () => {
    const options = { http: { enabled: true }, pg: { enabled: false }, koa: {} };
    assert.deepEqual(select({ enabled: ['pg', 'koa'], disabled: ['http'], options }), ['http', 'koa']);
  });

  it('childContext: off leaves out those that are for nothing else, and wins', () => {
    const off = select({ childContext: 'off', options: { child_process: { enabled: true } } });
    assert.deepEqual(select({}).filter((id) => !off.includes(id)), ['child_process', 'worker_threads']);
  });

  it('reports each name that does not exist, with the nearest', () => {
    assert.deepEqual(select({ enabled: ['pgg', 'pg'], disabled: ['something-else'] }), ['pg']);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /instrumentation-unknown: OTEL_NODE_ENABLED_INSTRUMENTATIONS: there is no instrumentation "pgg" \(did you mean "pg"\?\); it is ignored\./);
    assert.match(lines[1] ?? '', /OTEL_NODE_DISABLED_INSTRUMENTATIONS: there is no instrumentation "something-else"; it is ignored\./);
  });
});
