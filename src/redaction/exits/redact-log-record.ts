/** What an emitted log record looks like from outside: itself when nothing in it is hidden, cut or open to change, else a copy. */
import type { AnyValue, Attributes } from '@opentelemetry/api';
import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { withBlocks } from '../../tracer/attribute-block.js';
import { OwnLogRecord } from '../../tracer/own-log-record.js';
import { limitMarker } from '../marker.js';
import type { Redactor } from '../redactor.js';
import { createBlockCheck } from './clean-blocks.js';
import { withoutNameInFlowId } from './flow-ids.js';
import { createScopeRedaction } from './redact-scope.js';
import { createValueCutter } from './value-length-limit.js';

/** The parts of a log record that can carry a secret. */
interface LogRecordContent extends Pick<ReadWriteLogRecord, 'attributes' | 'instrumentationScope'> {
  readonly body: AnyValue;
  readonly eventName: string | undefined;
  readonly severityText: string | undefined;
}

/** @param valueLengthLimit of attribute values in characters; undefined = no limit */
export function createLogRecordRedaction(redactor: Redactor, valueLengthLimit?: number): (record: ReadWriteLogRecord) => ReadWriteLogRecord {
  const cut = createValueCutter(valueLengthLimit);
  const areClean = createBlockCheck(redactor, valueLengthLimit);
  const redactScope = createScopeRedaction(redactor, 'log', cut);
  const redactText = (text: string | undefined): string | undefined => redactor.redactValue(undefined, text, 'log') as string | undefined;

  return (record) => {
    const isAsKept = record instanceof OwnLogRecord && areClean(record.blocks);
    const { body, eventName, severityText, instrumentationScope } = record;
    const attributes = isAsKept ? record.ownAttributes : record.attributes;
    const left: LogRecordContent = {
      body: redactor.redactValue(undefined, redactor.ownCopy(body, 'log'), 'log') as AnyValue,
      attributes: cut(withoutNameInFlowId(attributes, redactor.redactAttributes(attributes, 'log'))),
      eventName: redactText(eventName),
      severityText: redactText(severityText),
      instrumentationScope: redactScope(instrumentationScope),
    };
    const isSame = Object.is(left.body, body) && left.attributes === attributes && left.eventName === eventName
      && left.severityText === severityText && left.instrumentationScope === instrumentationScope;
    if (isSame) return record;
    // what is added to the copy is not for those who have the record itself
    return new LogRecordCopy(record, { ...left, attributes: { ...withBlocks(isAsKept ? record.blocks : [], left.attributes) } });
  };
}

/** What is left of a log record that cannot be redacted: that it was, when, how severe, and in which span. */
export function emptyLogRecord(record: ReadWriteLogRecord): ReadWriteLogRecord {
  return new LogRecordCopy(record, {
    body: limitMarker('error'),
    attributes: {},
    eventName: undefined,
    severityText: undefined,
    instrumentationScope: { name: limitMarker('error') },
  });
}

type Maybe<Key extends keyof ReadWriteLogRecord> = NonNullable<ReadWriteLogRecord[Key]>;

/** The SDK's own record gives up no attribute and renames none. */
class LogRecordCopy implements ReadWriteLogRecord {
  hrTime: ReadWriteLogRecord['hrTime'];
  hrTimeObserved: ReadWriteLogRecord['hrTimeObserved'];
  declare spanContext?: Maybe<'spanContext'>;
  declare severityText?: string;
  declare severityNumber?: Maybe<'severityNumber'>;
  declare eventName?: string;
  body: AnyValue;
  droppedAttributesCount: number;
  readonly resource: ReadWriteLogRecord['resource'];
  readonly instrumentationScope: ReadWriteLogRecord['instrumentationScope'];
  readonly attributes: Attributes;

  constructor(record: ReadWriteLogRecord, { body, attributes, eventName, severityText, instrumentationScope }: LogRecordContent) {
    const { hrTime, hrTimeObserved, spanContext, severityNumber, droppedAttributesCount, resource } = record;
    this.hrTime = hrTime;
    this.hrTimeObserved = hrTimeObserved;
    this.body = body;
    this.droppedAttributesCount = droppedAttributesCount;
    this.resource = resource;
    this.instrumentationScope = instrumentationScope;
    this.attributes = attributes;
    if (spanContext !== undefined) this.spanContext = spanContext;
    if (severityNumber !== undefined) this.severityNumber = severityNumber;
    if (severityText !== undefined) this.severityText = severityText;
    if (eventName !== undefined) this.eventName = eventName;
  }

  setAttribute(key: string, value?: AnyValue): this {
    if (value !== undefined) this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
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
