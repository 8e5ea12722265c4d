/** Real tracer and logger providers with exporters in memory, registered as the global ones until `stop`. */
import { context, logs, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';

export interface InMemorySdk {
  finishedSpans(): ReadableSpan[];
  finishedLogRecords(): ReadableLogRecord[];
  spanNamed(name: string): ReadableSpan;
  stop(): void;
}

export interface InMemorySdkOptions {
  /** Stand before the exporting processors. */
  readonly spanProcessors?: readonly SpanProcessor[];
  readonly logRecordProcessors?: readonly LogRecordProcessor[];
}

export function startInMemorySdk({ spanProcessors = [], logRecordProcessors = [] }: InMemorySdkOptions = {}): InMemorySdk {
  const spanExporter = new InMemorySpanExporter();
  const logRecordExporter = new InMemoryLogRecordExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [...spanProcessors, new SimpleSpanProcessor({ exporter: spanExporter })] }),
  );
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [...logRecordProcessors, new SimpleLogRecordProcessor({ exporter: logRecordExporter })] }),
  );
  return {
    finishedSpans: () => spanExporter.getFinishedSpans(),
    finishedLogRecords: () => logRecordExporter.getFinishedLogRecords(),
    spanNamed(name) {
      const spans = spanExporter.getFinishedSpans();
      const found = spans.filter((span) => span.name === name);
      if (found.length !== 1 || found[0] === undefined) {
        throw new Error(`${found.length} spans are named "${name}"; there are: ${spans.map((span) => span.name).join(', ')}`);
      }
      return found[0];
    },
    stop() {
      trace.disable();
      logs.disable();
      context.disable();
    },
  };
}
