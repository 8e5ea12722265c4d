import assert from 'node:assert/strict';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as fc from 'fast-check';
import { decodeRequest } from '../../../../src/otlp/decode/decode.js';
import { encodeResource, encodeScope, frameRequest } from '../../../../src/otlp/encode/framing.js';
import { assertSame, attributes, counts, encodeLogRecord, encodeSpan, logRecord, names, runs, span } from './against-upstream.js';

const scopes = fc.record({ name: names, version: names, schemaUrl: names, attributes, droppedAttributesCount: counts }, { requiredKeys: ['name'] });
const origins = fc.record({ resource: fc.record({ attributes, schemaUrl: fc.option(names, { nil: undefined }) }), scopes: fc.array(scopes, { minLength: 1, maxLength: 3 }) });

/** The name makes requests of all sizes. */
const recordNames = fc.array(fc.nat(400).map((length) => 'n'.repeat(length)), { minLength: 1, maxLength: 4 });

describe('frameRequest: the same bytes as upstream', () => {
  it('traces', () => {
    fc.assert(
      fc.property(origins, recordNames, ({ resource, scopes }, recordNames) => {
        const spans = scopes.flatMap((instrumentationScope) => recordNames.map((name) => span({ name, resource, instrumentationScope })));
        const parts = scopes.map((scope) => ({ scope: encodeScope(scope), schemaUrl: scope.schemaUrl, records: recordNames.map((name) => encodeSpan(span({ name }))) }));
        const ours = frameRequest({ resource: encodeResource(resource), resourceSchemaUrl: resource.schemaUrl, scopes: parts });
        assertSame('traces', ours, ProtobufTraceSerializer.serializeRequest(spans));
      }),
      runs,
    );
  });

  it('logs', () => {
    fc.assert(
      fc.property(origins, recordNames, ({ resource, scopes }, bodies) => {
        const records = scopes.flatMap((instrumentationScope) => bodies.map((body) => logRecord({ body, resource, instrumentationScope })));
        const parts = scopes.map((scope) => ({ scope: encodeScope(scope), schemaUrl: scope.schemaUrl, records: [Buffer.concat(bodies.map((body) => encodeLogRecord(logRecord({ body }))))] }));
        const ours = frameRequest({ resource: encodeResource(resource), resourceSchemaUrl: resource.schemaUrl, scopes: parts });
        assertSame('logs', ours, ProtobufLogsSerializer.serializeRequest(records));
      }),
      runs,
    );
  });

  it('a large request', () => {
    const spans = Array.from({ length: 5000 }, (_, index) => span({ name: `${index}`.repeat(100) }));
    const { resource, instrumentationScope } = span();
    const ours = frameRequest({ resource: encodeResource(resource), scopes: [{ scope: encodeScope(instrumentationScope), records: spans.map(encodeSpan) }] });
    assert.ok(ProtobufTraceSerializer.serializeRequest(spans)?.length === ours.length && ours.length > 2 ** 21);
    assertSame('traces', ours, ProtobufTraceSerializer.serializeRequest(spans));
  });

  it('no record and no scope', () => {
    const ours = frameRequest({ resource: encodeResource(resourceFromAttributes({ a: 1 })), resourceSchemaUrl: '', scopes: [] });
    assert.deepEqual(decodeRequest('logs', 'protobuf', ours).resourceLogs[0]?.scopeLogs, []);
  });
});
