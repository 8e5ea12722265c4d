/** A log record as processors get it: the same as upstream's, made with less work, because most attributes are texts and numbers. */
import { diag, isSpanContextValid, trace, type AnyValue, type Attributes, type Context, type HrTime, type LogRecord, type SpanContext, type TimeInput } from '@opentelemetry/api';
import { maybeAddAttribute, timeInputToHrTime, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs';

type Maybe<Key extends keyof ReadWriteLogRecord> = NonNullable<ReadWriteLogRecord[Key]>;

export interface RecordOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly attributeCountLimit: number;
}

/** `AddAttributeDecision` of upstream. */
const limitReached = 2;
const addedNew = 3;

export class OwnLogRecord implements ReadWriteLogRecord {
  hrTime: HrTime;
  hrTimeObserved: HrTime;
  declare spanContext?: SpanContext;
  declare severityText?: string;
  declare severityNumber?: Maybe<'severityNumber'>;
  declare eventName?: string;
  body: AnyValue;
  droppedAttributesCount = 0;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly attributes: Attributes = {};
  attributeCount = 0;
  readonly attributeCountLimit: number;

  constructor({ resource, scope, attributeCountLimit }: RecordOrigin, record: LogRecord, context: Context) {
    const { timestamp, observedTimestamp, severityText, severityNumber, eventName, attributes, exception } = record;
    const nowMs = Date.now();
    const now = millisecondsToHrTime(nowMs);
    this.hrTime = toHrTime(timestamp, nowMs, now);
    this.hrTimeObserved = toHrTime(observedTimestamp, nowMs, now);
    const spanContext = trace.getSpanContext(context);
    if (spanContext !== undefined && isSpanContextValid(spanContext)) this.spanContext = spanContext;
    if (severityText !== undefined) this.severityText = severityText;
    if (severityNumber !== undefined) this.severityNumber = severityNumber;
    if (eventName !== undefined) this.eventName = eventName;
    this.body = record.body;
    this.resource = resource;
    this.instrumentationScope = scope;
    this.attributeCountLimit = attributeCountLimit;
    if (attributes !== undefined) this.setAttributes(attributes);
    if (exception !== undefined && exception !== null) addException(this, exception);
  }

  setAttribute(key: string, value?: AnyValue): this {
    const { attributes } = this;
    const limits = { attributeCountLimit: this.attributeCountLimit, attributeValueLengthLimit: Infinity };
    const decision: number = maybeAddAttribute({ key, value, attributes, limits, currentAttributesCount: this.attributeCount });
    if (decision === addedNew) this.attributeCount++;
    if (decision === limitReached && this.droppedAttributesCount++ === 0) diag.warn('Dropping extra attributes.');
    return this;
  }

  setAttributes(given: Attributes): this {
    const { attributes } = this;
    const wasEmpty = this.attributeCount === 0;
    for (const key in given) {
      if (!Object.hasOwn(given, key)) continue;
      const value = given[key];
      const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (!isSimple || !wasEmpty || key === '' || key === '__proto__' || this.attributeCount >= this.attributeCountLimit) {
        this.setAttribute(key, value);
      } else {
        attributes[key] = value;
        this.attributeCount++;
      }
    }
    return this;
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

function toHrTime(time: TimeInput | undefined, nowMs: number, now: HrTime): HrTime {
  return time === undefined || time === nowMs ? now : timeInputToHrTime(time);
}

function millisecondsToHrTime(timeMs: number): HrTime {
  const seconds = Math.trunc(timeMs / 1000);
  return [seconds, (timeMs - seconds * 1000) * 1e6];
}
