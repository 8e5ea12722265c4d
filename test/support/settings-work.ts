/** What test/fixtures/settings/app.cjs makes, looked up at the receiver. */
import assert from 'node:assert/strict';
import type { DecodedLogRecord, DecodedSpan } from '../../src/otlp/records.js';
import type { Receiver } from '../../src/testing/index.js';
import type { ProcessRow } from './process-rows.js';

export function workSpanOf(receiver: Receiver): DecodedSpan {
  const [span] = receiver.spansNamed('work');
  assert.ok(span, 'there is no span "work"');
  return span;
}

export function logRecordOf(receiver: Receiver): DecodedLogRecord {
  const record = receiver.logs.find(({ body }) => body === 'working');
  assert.ok(record, 'there is no log record "working"');
  return record;
}

export function assertWork(receiver: Receiver, expected: { readonly events: number; readonly links: number; readonly attributesPerEvent?: number; readonly attributesPerLink?: number }): void {
  const { events, links } = workSpanOf(receiver);
  const most = (items: readonly { attributes: object }[]): number => Math.max(0, ...items.map(({ attributes }) => Object.keys(attributes).length));
  const found = { events: events.length, links: links.length, attributesPerEvent: most(events), attributesPerLink: most(links) };
  assert.deepEqual(found, { ...found, ...expected });
}

export function sendsCounts(expected: { readonly spans: number; readonly logs: number }): NonNullable<ProcessRow['expect']> {
  return ({ receiver }) => assert.deepEqual({ spans: receiver.spans.length, logs: receiver.logs.length }, expected);
}

/** All that the fixture makes: work, its request from both sides, three more, and one log record. */
export const sendsAll = sendsCounts({ spans: 6, logs: 1 });

export function sendsNo(signal: string): NonNullable<ProcessRow['expect']> {
  return ({ receiver }) => assert.ok(receiver.requests.every((request) => request.signal !== signal), `${signal} were sent`);
}

export function hangs(receiver: Receiver): void {
  receiver.respondWith({ hang: true });
}
