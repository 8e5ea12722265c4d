/** What the viewer shows of received telemetry passes redaction first: who sends it may not have any, and a terminal is an exit as well. */
import type { Attributes } from '@opentelemetry/api';
import type { DecodedAttributes, DecodedLogRecord, DecodedSpan } from '../otlp/records.js';
import type { Redactor } from '../redaction/redactor.js';

export function redactSpan(span: DecodedSpan, redactor: Redactor): DecodedSpan {
  const { text, attributes } = receiving(redactor);
  return {
    ...span,
    name: text(span.name),
    attributes: attributes(span.attributes),
    resource: attributes(span.resource),
    status: { ...span.status, message: text(span.status.message) },
    events: span.events.map((event) => ({ ...event, name: text(event.name), attributes: attributes(event.attributes) })),
  };
}

export function redactLogRecord(record: DecodedLogRecord, redactor: Redactor): DecodedLogRecord {
  const { text, attributes } = receiving(redactor);
  return {
    ...record,
    body: redactor.redactValue(undefined, record.body, 'receiver'),
    attributes: attributes(record.attributes),
    resource: attributes(record.resource),
    eventName: text(record.eventName),
    severityText: text(record.severityText),
  };
}

interface Receiving {
  text(text: string): string;
  attributes(attributes: DecodedAttributes): DecodedAttributes;
}

function receiving(redactor: Redactor): Receiving {
  return {
    text: (text) => redactor.redactText(text, 'receiver'),
    attributes: (attributes: Attributes) => redactor.redactAttributes(attributes, 'receiver'),
  };
}
