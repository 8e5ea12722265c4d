/** Options of instrumentations are checked by name and type. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { renderInstrumentationOptions } from '../../../scripts/generate/instrumentation-options.js';
import { catalogue } from '../../../src/instrumentations/catalogue.js';
import { checkInstrumentationOptions, optionTypesOf } from '../../../src/instrumentations/check-options.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

describe('checkInstrumentationOptions', () => {
  const lines = captureDiagnostics();

  const accepts = (id: string, options: Record<string, unknown>): void => {
    assert.deepEqual(checkInstrumentationOptions('x', { [id]: options }), { [id]: options });
    assert.deepEqual(lines, []);
  };
  const rejects = (id: string, options: Record<string, unknown>, reason: RegExp): void => {
    assert.deepEqual(checkInstrumentationOptions('OTEL_X', { [id]: options }), { [id]: {} });
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', reason);
  };

  it('accepts a boolean', () => accepts('pg', { requireParentSpan: false }));
  it('accepts a number', () => accepts('knex', { maxQueryLength: 0 }));
  it('accepts a list', () => accepts('express', { ignoreLayersType: ['middleware'] }));
  it('accepts an empty list', () => accepts('http', { redactedQueryParams: [] }));
  it('accepts an object', () => accepts('http', { headersToSpanAttributes: { server: { requestHeaders: ['x'] } } }));
  it('accepts each alternative', () => {
    accepts('dns', { ignoreHostnames: 'localhost' });
    accepts('dns', { ignoreHostnames: ['localhost'] });
  });
  it('accepts enabled of each', () => {
    for (const { id } of catalogue) accepts(id, { enabled: false });
  });
  it('accepts ours', () => accepts('http', { ignoreIncomingPaths: ['/livez'], ignoreOutgoingHosts: ['a'] }));

  it('rejects text for a boolean', () => rejects('pg', { requireParentSpan: 'true' }, /setting-invalid: OTEL_X: pg\.requireParentSpan must be boolean; it is ignored\./));
  it('rejects text for a number', () => rejects('knex', { maxQueryLength: '10' }, /must be number/));
  it('rejects one for a list', () => rejects('express', { ignoreLayersType: 'middleware' }, /must be string\[\]/));
  it('rejects a list with something else in it', () => rejects('express', { ignoreLayersType: ['middleware', 1] }, /must be string\[\]/));
  it('rejects a list for an object', () => rejects('http', { headersToSpanAttributes: [] }, /must be object/));
  it('rejects null', () => rejects('http', { headersToSpanAttributes: null }, /must be object/));
  it('rejects what none of the alternatives is', () => rejects('dns', { ignoreHostnames: 1 }, /must be string \| string\[\]/));
  it('rejects a function', () => rejects('http', { requestHook: '() => {}' }, /http\.requestHook takes a function and cannot be set without code/));
  it('rejects an unknown name, with the nearest and the list', () =>
    rejects('knex', { maxQuerylength: 1 }, /instrumentation-unknown: OTEL_X: knex has no option "maxQuerylength" \(did you mean "maxQueryLength"\?\); it is ignored\. Its options: enabled, maxQueryLength, requireParentSpan\./));

  it('rejects names that every object has', () => {
    rejects('http', { constructor: 1 }, /instrumentation-unknown: OTEL_X: http has no option "constructor"/);
    assert.deepEqual(checkInstrumentationOptions('x', JSON.parse('{ "toString": {}, "__proto__": { "enabled": true } }')), {});
    assert.equal(lines.length, 3);
  });

  it('keeps the good options beside a bad one', () => {
    assert.deepEqual(checkInstrumentationOptions('x', { knex: { maxQueryLength: 5, requireParentSpan: 1 } }), { knex: { maxQueryLength: 5 } });
  });

  it('rejects an instrumentation that does not exist, and options that are none', () => {
    assert.deepEqual(checkInstrumentationOptions('file.yaml', { konex: {}, pg: true, http: null, koa: [] }), {});
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /file\.yaml: there is no instrumentation "konex" \(did you mean "knex"\?\)/);
    assert.match(lines[1] ?? '', /file\.yaml: the options of pg are not an object/);
    assert.match(lines[2] ?? '', /file\.yaml: the options of koa are not an object/);
  });
});

describe('the table of options', () => {
  const text = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

  it('is what npm run generate writes', () => assert.equal(text('src/instrumentations/options.generated.ts'), renderInstrumentationOptions()));

  it('has a row for each instrumentation', () => {
    for (const { id } of catalogue) assert.ok(optionTypesOf(id), id);
  });

  it('knows each kind of type that upstream uses', () => {
    const expected = {
      boolean: ['pg', 'requireParentSpan'],
      number: ['winston', 'logSeverity'],
      'string[]': ['http', 'redactedQueryParamsServer'],
      object: ['winston', 'severityMapping'],
      function: ['runtime-node', 'applyCustomExceptionAttributes'],
      string: ['aws-lambda', 'lambdaHandler'],
      'string | string[]': ['dns', 'ignoreHostnames'],
    };
    for (const [type, [id = '', name = '']] of Object.entries(expected)) assert.equal(optionTypesOf(id)?.[name], type);
  });

  it('there are no options of an instrumentation that does not exist', () => assert.equal(optionTypesOf('no-such-instrumentation'), undefined));
});
