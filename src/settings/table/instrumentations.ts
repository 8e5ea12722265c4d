/** Settings of the instrumentations: which ones, their options, the conventions that they follow. */
import { boolean, enumeration, stringList } from '../kinds.js';
import { optionsByName } from '../kinds/structured.js';
import { optional, setting } from '../setting.js';

export const instrumentations = {
  enabled: optional({
    env: 'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
    kind: stringList,
    defaultDoc: 'all that are on by default',
    doc: 'The only instrumentations to use, by their names in instrumentations.md.',
  }),
  disabled: setting({
    env: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
    kind: stringList,
    default: [],
    doc: 'Instrumentations not to use, by their names in instrumentations.md; it wins over OTEL_NODE_ENABLED_INSTRUMENTATIONS.',
  }),
  options: setting({
    env: 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS',
    kind: optionsByName,
    default: {},
    doc: 'Options of the instrumentations, by name: `{"http": {…}, "pg": {…}}`, here or in a file.',
  }),
  fastPath: setting({
    env: 'OTEL_DISTRO_FAST_PATH',
    kind: enumeration(['on', 'off']),
    default: 'on',
    doc: 'With off, spans, HTTP and Express are left to the classes of upstream: the same telemetry for more CPU time.',
    deviation: 'Upstream has no other.',
  }),
  childContext: setting({
    env: 'OTEL_DISTRO_CHILD_CONTEXT',
    kind: enumeration(['on', 'off']),
    default: 'on',
    doc: 'Whether trace context and baggage go to child processes and workers by TRACEPARENT, TRACESTATE and BAGGAGE, and are taken from there when the process starts.',
    deviation: 'Upstream does neither.',
  }),
  semconvStability: setting({
    env: 'OTEL_SEMCONV_STABILITY_OPT_IN',
    kind: stringList,
    default: [],
    doc: 'Which generation of the semantic conventions instrumentations follow; those in the distro emit the stable ones and need no opt-in.',
  }),
  exceptionSignal: optional({
    env: 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN',
    kind: enumeration(['logs', 'logs/dup']),
    stability: 'development',
    defaultDoc: 'span events',
    doc: 'Whether exceptions become log records (logs), or log records and span events (logs/dup).',
    deviation: 'Upstream ignores it.',
  }),
  captureGenAiContent: setting({
    env: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
    kind: boolean,
    default: false,
    stability: 'development',
    doc: 'Records what is said to and by a language model.',
  }),
} as const;
