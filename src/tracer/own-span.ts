/** A span as upstream's, made with less work: what most spans never need is made when it is asked for. */
import { diag, SpanStatusCode, type AnyValue, type Attributes, type Exception, type HrTime, type Link, type Span, type SpanContext, type SpanKind, type SpanStatus, type TimeInput } from '@opentelemetry/api';
import { cleanAttributes, cleanSimpleAttributes, hrTimeDuration, hrTimeToMilliseconds, isTimeInput, isTimeInputHrTime, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor, TimedEvent } from '@opentelemetry/sdk-trace';
import { toHrTime, unixTimeAt, unixTimeMs } from '../support/unix-time.js';
import { countOf, withBlocks, type AttributeBlock } from './attribute-block.js';
import { addAttribute } from './own-attributes.js';
import { showSpan } from './show-span.js';
import { SpanIdentity } from './span-identity.js';
import type { CompleteSpanLimits } from './span-limits.js';

/** What the spans of a tracer have in common. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly limits: CompleteSpanLimits;
  readonly processor: Pick<SpanProcessor, 'onStart' | 'onEnd'> & Required<Pick<SpanProcessor, 'onEnding'>>;
}

export interface NewSpan {
  readonly origin: SpanOrigin;
  readonly identity: SpanIdentity;
  /** That of a span of ours, or of another process. */
  readonly parent: SpanIdentity | SpanContext | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Checked and copied, or undefined. */
  readonly attributes: Attributes | undefined;
  readonly droppedAttributesCount: number;
  readonly blocks: readonly AttributeBlock[];
  readonly links: Link[] | undefined;
  readonly startTime: TimeInput | undefined;
  readonly onEnded: (() => void) | undefined;
}

const unset: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });
const exceptionEventName = 'exception';
const inspected = Symbol.for('nodejs.util.inspect.custom');

export class OwnSpan implements Span, ReadableSpan {
  readonly origin: SpanOrigin;
  readonly identity: SpanIdentity;
  readonly parent: SpanIdentity | SpanContext | undefined;
  readonly kind: SpanKind;
  name: string;
  status: SpanStatus = unset;
  /** All attributes but those of the blocks. */
  ownAttributes: Attributes;
  /** Of the attributes that are known to many spans; empty once all attributes have been asked for. */
  blocks: AttributeBlock[];
  ended = false;
  droppedAttributesCount: number;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  /** Unix time, where no exact time was given. */
  startMs = 0;
  endMs = 0;
  /** As they were given, or as they were asked for. */
  exactStart: HrTime | undefined = undefined;
  exactEnd: HrTime | undefined = undefined;
  readonly #startedAtMs: number;
  readonly #isStartGiven: boolean;
  readonly #onEnded: (() => void) | undefined;
  attributeCount: number;
  /** Undefined where there is none. */
  ownLinks: Link[] | undefined;
  ownEvents: TimedEvent[] | undefined = undefined;

  constructor({ origin, identity, parent, name, kind, attributes, droppedAttributesCount, blocks, links, startTime, onEnded }: NewSpan) {
    this.origin = origin;
    this.identity = identity;
    this.parent = parent;
    this.name = name;
    this.kind = kind;
    this.ownAttributes = attributes ?? {};
    this.attributeCount = attributes === undefined ? 0 : countOf(attributes);
    this.droppedAttributesCount = droppedAttributesCount;
    this.blocks = [];
    this.ownLinks = links;
    this.#onEnded = onEnded;
    this.#startedAtMs = performance.now();
    this.#isStartGiven = startTime != null;
    if (startTime == null) this.startMs = unixTimeMs(this.#startedAtMs);
    else this.exactStart = this.#toHrTime(startTime);
    for (const block of blocks) if (!this.addBlock(block)) this.setAttributes(block.attributes);
  }

  get resource(): Resource {
    return this.origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.origin.scope;
  }

  /** All of them; from now on they are kept together. */
  get attributes(): Attributes {
    if (this.blocks.length > 0) this.#openBlocks();
    return this.ownAttributes;
  }

  get links(): Link[] {
    return (this.ownLinks ??= []);
  }

  get events(): TimedEvent[] {
    return (this.ownEvents ??= []);
  }

  get startTime(): HrTime {
    return (this.exactStart ??= toHrTime(this.startMs));
  }

  get endTime(): HrTime {
    if (this.endMs !== 0) this.exactEnd ??= toHrTime(this.endMs);
    return this.exactEnd ?? [0, 0];
  }

  get duration(): HrTime {
    return this.endMs === 0 && this.exactEnd === undefined ? [-1, -1] : hrTimeDuration(this.startTime, this.endTime);
  }

  get parentSpanContext(): SpanContext {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- undefined, as in upstream's spans, where there is none; their declaration knows no getters
    return (this.parent instanceof SpanIdentity ? this.parent.context() : this.parent) as SpanContext;
  }

  toJSON(): object {
    return showSpan(this);
  }

  [inspected](): object {
    return showSpan(this);
  }

  spanContext(): SpanContext {
    return this.identity.context();
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AnyValue): this {
    if (this.#isAfterEnd()) return this;
    for (const block of this.blocks) if (Object.hasOwn(block.attributes, key)) this.#openBlocks();
    const { limits } = this.origin;
    addAttribute(this, key, value, limits);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    return this;
  }

  /** Returns false, and does nothing, where the span has one of its attributes already, cannot hold so many, or has ended. */
  addBlock(block: AttributeBlock): boolean {
    const { attributes, count } = block;
    if (this.ended || this.attributeCount + count > this.origin.limits.attributeCountLimit) return false;
    for (const key in this.ownAttributes) if (attributes[key] !== undefined) return false;
    if (this.blocks.length === 0) this.blocks = [block];
    else this.blocks.push(block);
    this.attributeCount += count;
    return true;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isAfterEnd()) return this;
    const { eventCountLimit, attributePerEventCountLimit, attributeValueLengthLimit } = this.origin.limits;
    if (eventCountLimit === 0) {
      diag.warn('No events allowed.');
      this.droppedEventsCount++;
      return this;
    }
    if (this.events.length >= eventCountLimit) {
      if (this.droppedEventsCount++ === 0) diag.debug('Dropping extra events.');
      this.events.shift();
    }
    const isTime = isTimeInput(attributesOrTime);
    const given = isTime && !isTimeInput(time) ? attributesOrTime : time;
    const attributes = isTime ? undefined : (attributesOrTime as Attributes | undefined);
    this.events.push({
      name,
      time: this.#toHrTime(given),
      ...cleanSimpleAttributes(attributes, { attributeCountLimit: attributePerEventCountLimit, attributeValueLengthLimit }),
    });
    return this;
  }

  addLink(link: Link): this {
    if (this.#isAfterEnd()) return this;
    const { linkCountLimit } = this.origin.limits;
    if (linkCountLimit === 0) {
      this.droppedLinksCount++;
      return this;
    }
    if (this.links.length >= linkCountLimit) {
      if (this.droppedLinksCount++ === 0) diag.debug('Dropping extra links.');
      this.links.shift();
    }
    this.links.push(cleanLink(link, this.origin.limits));
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (this.#isAfterEnd()) return this;
    const { code, message } = status;
    if (code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    const hasMessage = code === SpanStatusCode.ERROR && typeof message === 'string';
    if (code === SpanStatusCode.ERROR && !hasMessage && message != null) diag.warn(`Dropping invalid status.message of type '${typeof message}', expected 'string'`);
    this.status = hasMessage ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.#isAfterEnd()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes: Attributes = {};
    if (typeof exception === 'string') attributes['exception.message'] = exception;
    else if (exception) {
      const { code, name, message, stack } = exception as { code?: string | number; name?: string; message?: string; stack?: string };
      if (code) attributes['exception.type'] = code.toString();
      else if (name) attributes['exception.type'] = name;
      if (message) attributes['exception.message'] = message;
      if (stack) attributes['exception.stacktrace'] = stack;
    }
    if (attributes['exception.type'] || attributes['exception.message']) this.addEvent(exceptionEventName, attributes, time);
    // not every object becomes a text
    else diag.warn(`Failed to record an exception ${typeof exception === 'object' && exception !== null ? '[object Object]' : String(exception)}`);
  }

  end(endTime?: TimeInput): void {
    if (this.#isAfterEnd()) {
      const { traceId, spanId } = this.spanContext();
      diag.error(`${this.name} ${traceId}-${spanId} - You can only call end() on a span once.`);
      return;
    }
    if (endTime == null && !this.#isStartGiven) this.endMs = this.startMs + (performance.now() - this.#startedAtMs);
    else this.#endAt(this.#toHrTime(endTime));
    if (this.droppedEventsCount > 0) diag.warn(`Dropped ${this.droppedEventsCount} events because eventCountLimit reached`);
    if (this.droppedLinksCount > 0) diag.warn(`Dropped ${this.droppedLinksCount} links because linkCountLimit reached`);
    const { processor } = this.origin;
    processor.onEnding(this);
    this.#onEnded?.();
    this.ended = true;
    processor.onEnd(this);
  }

  #endAt(time: HrTime): void {
    const beforeStartMs = -hrTimeToMilliseconds(hrTimeDuration(this.startTime, time));
    this.exactEnd = beforeStartMs > 0 ? [...this.startTime] : time;
    // what was given in whole milliseconds may lie in that of the start
    if (beforeStartMs >= 1) diag.warn('Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.', this.startTime, time);
  }

  /** Numbers up to the age of the process are those of `performance.now()`. */
  #toHrTime(time: TimeInput | undefined): HrTime {
    if (typeof time === 'number') return toHrTime(time <= performance.now() ? unixTimeAt(time) : time);
    if (time instanceof Date) return toHrTime(time.getTime());
    if (isTimeInputHrTime(time)) return time;
    // a start that was given may be of either clock, and lies before none of them
    return toHrTime(this.#isStartGiven ? Math.max(unixTimeMs(), Date.now()) : this.startMs + (performance.now() - this.#startedAtMs));
  }

  #openBlocks(): void {
    this.ownAttributes = withBlocks(this.blocks, this.ownAttributes);
    this.blocks = [];
  }

  #isAfterEnd(): boolean {
    if (!this.ended) return false;
    const { traceId, spanId } = this.spanContext();
    const ended = `ended Span {traceId: ${traceId}, spanId: ${spanId}}`;
    diag.warn(`Cannot execute the operation on ${ended}`, new Error(`Operation attempted on ${ended}`));
    return true;
  }
}

export function cleanLink({ context, attributes }: Link, { attributePerLinkCountLimit, attributeValueLengthLimit }: CompleteSpanLimits): Link {
  return { context, ...cleanAttributes(attributes, { attributeCountLimit: attributePerLinkCountLimit, attributeValueLengthLimit }) };
}
