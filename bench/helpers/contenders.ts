/** The helpers that are measured, each beside what one would write with the API alone; one provider without exporters for all. */
import { context, trace, type Span } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createContextManager } from '../../src/context/context-manager.js';
import { contextStorage } from '../../src/context/context-storage.js';
import { flow } from '../../src/flow/flow.js';
import { startSpan } from '../../src/spans/start-span.js';
import { traced } from '../../src/spans/traced.js';
import { withSpan } from '../../src/spans/with-span.js';

export type CallName = keyof typeof calls;

/** Everything that is recorded is made and ended, and then goes nowhere. */
export function startProvider(): void {
  context.setGlobalContextManager(createContextManager(contextStorage));
  const processor = { onStart: () => undefined, onEnd: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined };
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
}

const attributes = { 'http.route': '/orders/:order', 'shop.order.items': 3 };
const tracer = trace.getTracer('bench');
const noop = (): void => undefined;
const add = (left: number, right: number): number => left + right;
const tracedAdd = traced('add', add);
const later = async (): Promise<void> => undefined;

function end(span: Span): void {
  span.end();
}

/** Each makes one span, but `flow`, which makes two. */
export const calls = {
  'startActiveSpan, end': () => tracer.startActiveSpan('work', end),
  'withSpan, no-op': () => withSpan('work', noop),
  'startActiveSpan with attributes, end': () => tracer.startActiveSpan('work', { attributes }, end),
  'withSpan with attributes': () => withSpan('work', { attributes }, noop),
  'startActiveSpan, await, end': () => tracer.startActiveSpan('work', async (span) => {
    await later();
    span.end();
  }),
  'withSpan, async no-op': () => withSpan('work', later),
  'startSpan of the tracer, end': () => tracer.startSpan('work').end(),
  'startSpan, end': () => startSpan('work').end(),
  traced: () => tracedAdd(1, 2),
  'flow, one step': () => flow('checkout', ({ step }) => step('pay', noop)),
} as const satisfies Readonly<Record<string, () => unknown>>;
