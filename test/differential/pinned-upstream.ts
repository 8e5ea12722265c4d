/** The versions of upstream that our own spans and http instrumentation were last compared with, by reading and by the differential suite. */

export const pinnedUpstream: Readonly<Record<string, string>> = {
  '@opentelemetry/instrumentation-http': '0.300.0',
  '@opentelemetry/instrumentation-express': '0.72.0',
  '@opentelemetry/sdk-trace': '3.1.1',
  '@opentelemetry/sdk-metrics': '3.1.1',
  '@opentelemetry/context-async-hooks': '3.1.1',
  '@opentelemetry/core': '3.1.1',
};
