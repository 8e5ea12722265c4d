/** The public API of `@org/otel-distro`; all of it can be called when `register` was not loaded: `redact` works as with it, the others have no effect. */
export type { Flow } from './flow/flow-context.js';
export type { FlowOptions } from './flow/flow-options.js';
export { currentFlow, flow, flowStep } from './flow/flow.js';
export { getLogger, setLogLevel } from './logging/get-logger.js';
export type { Logger, LogFields, LogLevel, LogMethod } from './logging/logger.js';
export { counter, gauge, histogram, upDownCounter } from './metrics/instruments.js';
export { addRedaction, type RedactionCallback, type RedactionContext } from './redaction/add-redaction.js';
export { redact } from './redaction/redact.js';
export { bindContext, withContext, type ContextFields, type ContextOptions } from './request/bind-context.js';
export { correlationId, requestId } from './request/current-ids.js';
export { flush, shutdown } from './sdk/state.js';
export type { TracedDecorator } from './spans/decorator.js';
export { startSpan, type DisposableSpan } from './spans/start-span.js';
export type { HelperSpanOptions, SpanAttributes, TracedOptions } from './spans/span-options.js';
export { traced } from './spans/traced.js';
export { withSpan } from './spans/with-span.js';
