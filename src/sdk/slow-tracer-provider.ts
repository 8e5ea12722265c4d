/** Upstream's tracer provider, for who has switched the fast path off. */
export { TracerProvider as SlowTracerProvider } from '@opentelemetry/sdk-trace';
