/** The logger provider of the process: what a logger does for each record is as little as the processors need. */
import { context as contextApi, createNoopLogger, type Context, type Counter, type Logger, type LoggerOptions, type LoggerProvider, type LogRecord, type MeterProvider } from '@opentelemetry/api';
import { cleanSimpleAttributes, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { settleAll } from '../../support/settle-all.js';
import { distroName, distroVersion } from '../../support/version.js';
import { OwnLogRecord, type RecordOrigin } from '../../tracer/own-log-record.js';

export interface OwnLoggerProviderOptions {
  readonly resource: Resource;
  /** In the order in which they are called. */
  readonly processors: readonly LogRecordProcessor[];
  /** @default 128, as the specification has it */
  readonly attributeCountLimit?: number | undefined;
  /** Where records are counted, as the semantic conventions for SDKs have it; undefined = nowhere. */
  readonly meterProvider?: MeterProvider | undefined;
}

type EnabledOptions = NonNullable<Parameters<Logger['enabled']>[0]>;

const defaultAttributeCountLimit = 128;

export class OwnLoggerProvider implements LoggerProvider {
  readonly #resource: Resource;
  readonly #attributeCountLimit: number;
  /** Shared with the loggers; empty after the shutdown. */
  readonly #processors: LogRecordProcessor[];
  readonly #created: Counter | undefined;
  readonly #loggers = new Map<string, Logger>();
  #ending: Promise<void> | undefined;

  constructor({ resource, processors, attributeCountLimit = defaultAttributeCountLimit, meterProvider }: OwnLoggerProviderOptions) {
    this.#resource = resource;
    this.#processors = [...processors];
    this.#attributeCountLimit = attributeCountLimit;
    const options = { unit: '{log_record}', description: 'The number of logs submitted to enabled SDK Loggers.' };
    this.#created = meterProvider?.getMeter(distroName, distroVersion).createCounter('otel.sdk.log.created', options);
  }

  getLogger(name: string, version?: string, { schemaUrl, attributes }: LoggerOptions = {}): Logger {
    if (this.#ending !== undefined) return createNoopLogger();
    const limits = { attributeCountLimit: this.#attributeCountLimit, attributeValueLengthLimit: Infinity };
    const cleaned = cleanSimpleAttributes(attributes, limits);
    const scope: InstrumentationScope = {
      name: name || 'unknown',
      ...(version === undefined ? {} : { version }),
      ...(schemaUrl === undefined ? {} : { schemaUrl }),
      ...cleaned,
    };
    const key = JSON.stringify([scope.name, version, schemaUrl, Object.entries(cleaned.attributes ?? {}).sort(), cleaned.droppedAttributesCount]);
    let logger = this.#loggers.get(key);
    if (logger === undefined) {
      const origin = { resource: this.#resource, scope, attributeCountLimit: this.#attributeCountLimit };
      this.#loggers.set(key, (logger = new OwnLogger(origin, this.#processors, this.#created)));
    }
    return logger;
  }

  forceFlush(): Promise<void> {
    return settleAll(this.#processors.map((processor) => () => processor.forceFlush()));
  }

  shutdown(): Promise<void> {
    return (this.#ending ??= settleAll(this.#processors.splice(0).map((processor) => () => processor.shutdown())));
  }
}

class OwnLogger implements Logger {
  readonly origin: RecordOrigin;
  readonly processors: readonly LogRecordProcessor[];
  readonly created: Counter | undefined;

  constructor(origin: RecordOrigin, processors: readonly LogRecordProcessor[], created: Counter | undefined) {
    this.origin = origin;
    this.processors = processors;
    this.created = created;
  }

  emit(record: LogRecord): void {
    const context = record.context ?? contextApi.active();
    if (!this.isWanted(record, context)) return;
    const made = new OwnLogRecord(this.origin, record, context);
    this.created?.add(1);
    const { processors } = this;
    for (let index = 0; index < processors.length; index++) processors[index]!.onEmit(made, context);
  }

  enabled(options: EnabledOptions = {}): boolean {
    return this.isWanted(options, options.context ?? contextApi.active());
  }

  isWanted({ severityNumber, eventName }: EnabledOptions, context: Context): boolean {
    const { processors } = this;
    for (const processor of processors) if (processor.enabled === undefined) return true;
    for (const processor of processors) {
      const options = {
        context,
        instrumentationScope: this.origin.scope,
        ...(severityNumber === undefined ? {} : { severityNumber }),
        ...(eventName === undefined ? {} : { eventName }),
      };
      if (processor.enabled?.(options)) return true;
    }
    return false;
  }
}
