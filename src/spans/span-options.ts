/** The options of the span helpers: those of `@opentelemetry/api`, where an editor suggests the attributes of the semantic conventions. */
import type { Attributes, SpanOptions } from '@opentelemetry/api';

/** Stable ones that a span of a Node.js service may carry; a test compares them with the published conventions. */
type ConventionalName =
  | `client.${'address' | 'port'}`
  | `code.${'column.number' | 'file.path' | 'function.name' | 'line.number' | 'stacktrace'}`
  | `db.${'collection.name' | 'namespace' | 'operation.batch.size' | 'operation.name' | 'query.summary' | 'query.text' | 'response.status_code' | 'stored_procedure.name' | 'system.name'}`
  | 'error.type'
  | `http.${'request.method' | 'request.method_original' | 'request.resend_count' | 'response.status_code' | 'route'}`
  | `network.${'local.address' | 'local.port' | 'peer.address' | 'peer.port' | 'protocol.name' | 'protocol.version' | 'transport' | 'type'}`
  | `rpc.${'method' | 'method_original' | 'status_code' | 'system.name'}`
  | `server.${'address' | 'port'}`
  | `url.${'fragment' | 'full' | 'path' | 'query' | 'scheme'}`
  | 'user_agent.original';

/** Any name will do; those of the semantic conventions are suggested. */
export type SpanAttributes = Attributes & { readonly [Name in ConventionalName]?: Attributes[string] };

export interface HelperSpanOptions extends Omit<SpanOptions, 'attributes'> {
  attributes?: SpanAttributes;
}

export interface TracedOptions extends HelperSpanOptions {
  /** Name of the span; a decorated method may do without. */
  readonly name: string;
}

/** @default name `Class.method` */
export type DecoratorOptions = Partial<Pick<TracedOptions, 'name'>> & HelperSpanOptions;
