/** A log record as processors get it: the same as upstream's, made with less work, because most are written out and never asked for the rest. */
import { isSpanContextValid, trace, type AnyValue, type Attributes, type Context, type HrTime, type LogRecord, type SpanContext } from '@opentelemetry/api';
import { timeInputToHrTime, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { toHrTime, unixTimeMs } from '../support/unix-time.js';
import { withBlocks, type AttributeBlock } from './attribute-block.js';
import { addAttribute } from './own-attributes.js';
import { OwnSpan } from './own-span.js';
import { SpanIdentity } from './span-identity.js';

type Maybe<Key extends keyof ReadWriteLogRecord> = NonNullable<ReadWriteLogRecord[Key]>;

/** What the records of a logger have in common. */
export interface RecordOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly attributeCountLimit: number;
}

/** For instrumentations and loggers of ours. */
export interface OwnRecordOptions extends LogRecord {
  /** How many attributes there are, from who gives the only copy of them, with names that are not empty and values that are texts, numbers and Booleans: they are taken as they are. */
  readonly attributeCount?: number | undefined;
}

const none: readonly never[] = Object.freeze([]);

export class OwnLogRecord implements ReadWriteLogRecord {
  readonly origin: RecordOrigin;
  /** Of the span in which it was written; undefined where there is no valid one. */
  readonly identity: SpanIdentity | SpanContext | undefined;
  /** Unix time, where no exact time was given. */
  timeMs = 0;
  observedMs = 0;
  /** As they were given, or as they were asked for. */
  exactTime: HrTime | undefined = undefined;
  exactObserved: HrTime | undefined = undefined;
  body: AnyValue;
  /** All attributes but those of the blocks. */
  ownAttributes: Attributes;
  /** Of the attributes that many records have in common; empty once all attributes have been asked for. */
  blocks: readonly AttributeBlock[] = none;
  droppedAttributesCount = 0;
  attributeCount = 0;
  declare severityText?: string;
  declare severityNumber?: Maybe<'severityNumber'>;
  declare eventName?: string;

  constructor(origin: RecordOrigin, record: OwnRecordOptions, context: Context) {
    const { timestamp, observedTimestamp, severityText, severityNumber, eventName, attributes, exception, attributeCount } = record;
    this.origin = origin;
    this.identity = identityIn(context);
    const nowMs = unixTimeMs();
    this.timeMs = this.observedMs = nowMs;
    if (typeof timestamp === 'number' && isUnixTime(timestamp)) this.timeMs = isThisMillisecond(timestamp, nowMs) ? nowMs : timestamp;
    else if (timestamp !== undefined) this.exactTime = timeInputToHrTime(timestamp);
    if (observedTimestamp !== undefined) this.exactObserved = timeInputToHrTime(observedTimestamp);
    this.body = record.body;
    if (severityText !== undefined) this.severityText = severityText;
    if (severityNumber !== undefined) this.severityNumber = severityNumber;
    if (eventName !== undefined) this.eventName = eventName;
    if (attributes !== undefined && attributeCount !== undefined && attributeCount <= origin.attributeCountLimit) {
      this.ownAttributes = attributes;
      this.attributeCount = attributeCount;
    } else {
      this.ownAttributes = {};
      if (attributes !== undefined) this.setAttributes(attributes);
    }
    if (exception !== undefined && exception !== null) addException(this, exception);
  }

  get resource(): Resource {
    return this.origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.origin.scope;
  }

  get spanContext(): SpanContext {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- undefined, as in upstream's records, where there is none; their declaration knows no getters
    return (this.identity instanceof SpanIdentity ? this.identity.context() : this.identity) as SpanContext;
  }

  get hrTime(): HrTime {
    return (this.exactTime ??= toHrTime(this.timeMs));
  }

  get hrTimeObserved(): HrTime {
    return (this.exactObserved ??= toHrTime(this.observedMs));
  }

  /** All of them; from now on they are kept together. */
  get attributes(): Attributes {
    this.#openBlocks();
    return this.ownAttributes;
  }

  #openBlocks(): void {
    if (this.blocks.length === 0) return;
    this.ownAttributes = withBlocks(this.blocks, this.ownAttributes);
    this.blocks = none;
  }

  setAttribute(key: string, value?: AnyValue): this {
    this.#openBlocks();
    addAttribute(this, key, value, { attributeCountLimit: this.origin.attributeCountLimit, attributeValueLengthLimit: Infinity });
    return this;
  }

  setAttributes(given: Attributes): this {
    const { attributes } = this;
    const wasEmpty = this.attributeCount === 0;
    for (const key in given) {
      if (!Object.hasOwn(given, key)) continue;
      const value = given[key];
      const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (!isSimple || !wasEmpty || key === '' || key === '__proto__' || this.attributeCount >= this.origin.attributeCountLimit) {
        this.setAttribute(key, value);
      } else {
        attributes[key] = value;
        this.attributeCount++;
      }
    }
    return this;
  }

  /** Returns false, and does nothing, where the record has one of its attributes already, or cannot hold so many. */
  addBlock(block: AttributeBlock): boolean {
    const { attributes, count } = block;
    const { ownAttributes } = this;
    if (this.blocks !== none || this.attributeCount + count > this.origin.attributeCountLimit) return false;
    for (const key in attributes) if (ownAttributes[key] !== undefined) return false;
    this.blocks = [block];
    this.attributeCount += count;
    return true;
  }

  setBody(body: AnyValue): this {
    this.body = body;
    return this;
  }

  setEventName(eventName: string): this {
    this.eventName = eventName;
    return this;
  }

  setSeverityNumber(severityNumber: Maybe<'severityNumber'>): this {
    this.severityNumber = severityNumber;
    return this;
  }

  setSeverityText(severityText: string): this {
    this.severityText = severityText;
    return this;
  }
}

function identityIn(context: Context): SpanIdentity | SpanContext | undefined {
  const span = trace.getSpan(context);
  if (span === undefined) return undefined;
  if (span instanceof OwnSpan) return span.identity;
  const spanContext = span.spanContext();
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** Upstream takes what is less than the age of the process for a time of `performance.now()`. */
function isUnixTime(time: number): boolean {
  return time >= performance.timeOrigin;
}

/** What the wall clock says now: it tells whole milliseconds, by which a log would come before the span that has just started. */
function isThisMillisecond(timestamp: number, nowMs: number): boolean {
  return Number.isInteger(timestamp) && Math.abs(nowMs - timestamp) < 2;
}

/** Upstream's rules; what the attributes have already wins. */
function addException(record: OwnLogRecord, exception: unknown): void {
  if (typeof exception === 'string' || typeof exception === 'number') return addMissing(record, 'exception.message', String(exception));
  if (typeof exception !== 'object' || exception === null) return;
  const { code, name, message, stack } = exception as Readonly<Record<string, AnyValue>>;
  if (code) addMissing(record, 'exception.type', String(code));
  else if (name) addMissing(record, 'exception.type', name);
  if (message) addMissing(record, 'exception.message', message);
  if (stack) addMissing(record, 'exception.stacktrace', stack);
}

function addMissing(record: OwnLogRecord, key: string, value: AnyValue): void {
  if (!Object.hasOwn(record.attributes, key)) record.setAttribute(key, value);
}
