/** Puts encoded records into a whole export request, with the resource and the scopes that they come from. */
import type { Attributes } from '@opentelemetry/api';
import { writeAttributes } from './attributes.js';
import { ByteWriter, varintWidth } from './byte-writer.js';

/** What of a resource is encoded; an SDK's Resource is one. */
export interface EncodableResource {
  readonly attributes?: Attributes;
}

/** What of an instrumentation scope is encoded, besides its schema URL. */
export interface EncodableScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

export interface RequestParts {
  /** As `encodeResource` gives it. */
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl?: string | undefined;
  readonly scopes: readonly ScopeParts[];
}

export interface ScopeParts {
  /** As `encodeScope` gives it. */
  readonly scope: Uint8Array;
  readonly schemaUrl?: string | undefined;
  /** Each one or more records, as `writeSpan` and `writeLogRecord` append them. */
  readonly records: readonly Uint8Array[];
}

/** The tags of ResourceSpans and ScopeSpans are those of ResourceLogs and ScopeLogs. */
const tags = { resourceRecords: 0x0a, resource: 0x0a, scopeRecords: 0x12, scope: 0x0a, schemaUrl: 0x1a } as const;
const resourceTags = { attribute: 0x0a, droppedAttributesCount: 0x10 } as const;
const scopeTags = { name: 0x0a, version: 0x12, attribute: 0x1a, droppedAttributesCount: 0x20 } as const;

/** The body of a Resource message. */
export function encodeResource({ attributes }: EncodableResource): Uint8Array {
  const writer = new ByteWriter(Buffer.alloc(1024));
  if (attributes) writeAttributes(writer, resourceTags.attribute, attributes);
  writer.varintField(resourceTags.droppedAttributesCount, 0);
  return written(writer);
}

/** The body of an InstrumentationScope message. */
export function encodeScope({ name, version, attributes, droppedAttributesCount }: EncodableScope): Uint8Array {
  const writer = new ByteWriter(Buffer.alloc(256));
  writer.textField(scopeTags.name, name);
  if (version) writer.textField(scopeTags.version, version);
  if (attributes) writeAttributes(writer, scopeTags.attribute, attributes);
  if (droppedAttributesCount) writer.varintField(scopeTags.droppedAttributesCount, droppedAttributesCount);
  return written(writer);
}

/**
 * A whole ExportTraceServiceRequest or ExportLogsServiceRequest, which differ in their records alone; several of them one after the other are a request as well.
 * @param allocate gives a buffer for it, of this size or larger
 */
export function frameRequest({ resource, resourceSchemaUrl, scopes }: RequestParts, allocate: (byteCount: number) => Buffer = Buffer.allocUnsafeSlow): Uint8Array {
  const likelyBytes = scopes.reduce((total, { scope, records }) => total + scope.length + sizeOf(records), resource.length);
  const writer = new ByteWriter(allocate(likelyBytes + 256 * (scopes.length + 1)));
  const width = varintWidth(likelyBytes);
  const start = writer.startMessage(tags.resourceRecords, width);
  writer.bytesField(tags.resource, resource);
  for (const scope of scopes) writeScope(writer, scope);
  writeSchemaUrl(writer, resourceSchemaUrl);
  writer.finishMessage(start, width);
  return writer.bytes.subarray(0, writer.length);
}

function writeScope(writer: ByteWriter, { scope, schemaUrl, records }: ScopeParts): void {
  const width = varintWidth(scope.length + sizeOf(records));
  const start = writer.startMessage(tags.scopeRecords, width);
  writer.bytesField(tags.scope, scope);
  for (const bytes of records) writer.raw(bytes);
  writeSchemaUrl(writer, schemaUrl);
  writer.finishMessage(start, width);
}

function writeSchemaUrl(writer: ByteWriter, schemaUrl: string | undefined): void {
  if (!schemaUrl) return;
  writer.textField(tags.schemaUrl, schemaUrl);
}

function sizeOf(records: readonly Uint8Array[]): number {
  return records.reduce((total, { length }) => total + length, 0);
}

function written(writer: ByteWriter): Uint8Array {
  return new Uint8Array(writer.bytes.subarray(0, writer.length));
}
