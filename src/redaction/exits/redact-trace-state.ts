/** Trace state on its way out: a member with a secret is left out. */
import type { SpanContext, TraceState } from '@opentelemetry/api';
import type { Redactor } from '../redactor.js';
import type { Surface } from './exits.js';
import { lookingOnce } from './looking-once.js';

/** Gives the span context itself when all members may leave. The spans of a trace share one trace state, which is looked at once. */
export function createTraceStateRedaction(redactor: Redactor, surface: Surface): (spanContext: SpanContext) => SpanContext {
  const redact = lookingOnce((state: TraceState): TraceState => {
    const secret = state.serialize().split(',').filter((member) => redactor.redactText(member, surface) !== member);
    return secret.reduce((left, member) => left.unset(member.slice(0, member.indexOf('=')).trim()), state);
  });
  return (spanContext) => {
    // a link may have been given anything; whoever encodes it says so
    const traceState = (spanContext as SpanContext | undefined)?.traceState;
    if (traceState === undefined) return spanContext;
    const redacted = redact(traceState);
    if (redacted === traceState) return spanContext;
    // with nothing in it, it would be sent as an empty header
    return redacted.serialize() === '' ? withoutTraceState(spanContext) : { ...spanContext, traceState: redacted };
  };
}

export function withoutTraceState({ traceState: _left, ...spanContext }: SpanContext): SpanContext {
  return spanContext;
}
