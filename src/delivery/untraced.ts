/** Runs our own requests outside every span, so that no instrumentation records them. */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/** The root context, not the active one: a pooled connection would keep the request that happened to open it. */
export function runUntraced<Result>(work: () => Result): Result {
  return context.with(suppressTracing(ROOT_CONTEXT), work);
}
