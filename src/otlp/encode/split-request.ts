/** Counts and halves the records of an encoded request of any signal, without decoding them; nothing is thrown for malformed bytes. */
import { ByteWriter, varintWidth } from './byte-writer.js';
import { lengthDelimited, MalformedError, WireFields } from './wire-fields.js';

type Signal = 'traces' | 'logs' | 'metrics';

/** The numbers of ResourceSpans in a request, ScopeSpans in it, and spans in that: those of the other signals are the same. */
const pathToRecords = [1, 2, 2] as const;
const recordLevel = 2;
/** Of a metric: gauge, sum, histogram, exponential histogram, summary. */
const metricKinds: readonly number[] = [5, 7, 9, 10, 11];
const dataPointsNumber = 1;

/** Spans, log records or metric data points; 0 for what is no request. */
export function countRecords(signal: Signal, body: Uint8Array): number {
  return unlessMalformed(0, () => countIn(body, 0, new WireFields(body, 0, body.length), signal === 'metrics' ? countDataPoints : countOne));
}

/**
 * Two requests, each with half of the spans, log records or metrics, and with the resources and scopes that these have.
 * Undefined when there is only one record, or no request.
 */
export function splitRequest(body: Uint8Array): readonly [Uint8Array, Uint8Array] | undefined {
  return unlessMalformed(undefined, () => {
    const count = countIn(body, 0, new WireFields(body, 0, body.length), countOne);
    return count < 2 ? undefined : [pick(body, 0, count >> 1), pick(body, count >> 1, count)];
  });
}

function unlessMalformed<Result>(otherwise: Result, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return otherwise;
    throw error;
  }
}

function countIn(body: Uint8Array, level: number, fields: WireFields, countRecord: (body: Uint8Array, record: WireFields) => number): number {
  let count = 0;
  while (fields.next()) {
    if (!isOnPath(fields, level)) continue;
    count += level === recordLevel ? countRecord(body, fields) : countIn(body, level + 1, inside(body, fields), countRecord);
  }
  return count;
}

function isOnPath(field: WireFields, level: number): boolean {
  return field.number === pathToRecords[level] && field.wireType === lengthDelimited;
}

function inside(body: Uint8Array, field: WireFields): WireFields {
  return new WireFields(body, field.contentStart, field.end);
}

function countOne(): number {
  return 1;
}

function countDataPoints(body: Uint8Array, metric: WireFields): number {
  let count = 0;
  const kinds = inside(body, metric);
  while (kinds.next()) {
    if (kinds.wireType !== lengthDelimited || !metricKinds.includes(kinds.number)) continue;
    const points = inside(body, kinds);
    while (points.next()) if (points.number === dataPointsNumber && points.wireType === lengthDelimited) count++;
  }
  return count;
}

/** Records are counted through the whole request. */
interface Selection {
  readonly from: number;
  readonly to: number;
  seen: number;
  kept: number;
}

function pick(body: Uint8Array, from: number, to: number): Uint8Array {
  const writer = new ByteWriter(Buffer.allocUnsafeSlow(body.length + 16));
  copySelected(writer, body, 0, new WireFields(body, 0, body.length), { from, to, seen: 0, kept: 0 });
  return new Uint8Array(writer.bytes.subarray(0, writer.length));
}

/** What is not on the path to the records is copied as it is; what holds no selected record is left out. */
function copySelected(writer: ByteWriter, body: Uint8Array, level: number, fields: WireFields, selection: Selection): void {
  while (fields.next()) {
    if (!isOnPath(fields, level)) writer.raw(body.subarray(fields.start, fields.end));
    else if (level < recordLevel) copyGroup(writer, body, level, fields, selection);
    else {
      const index = selection.seen++;
      if (index < selection.from || index >= selection.to) continue;
      selection.kept++;
      writer.raw(body.subarray(fields.start, fields.end));
    }
  }
}

/** One ResourceSpans or ScopeSpans, or one of the other signals. */
function copyGroup(writer: ByteWriter, body: Uint8Array, level: number, group: WireFields, selection: Selection): void {
  const keptBefore = selection.kept;
  const start = writer.length;
  const width = varintWidth(group.end - group.contentStart);
  const message = writer.startMessage((group.number << 3) | lengthDelimited, width);
  copySelected(writer, body, level + 1, inside(body, group), selection);
  if (selection.kept === keptBefore) writer.length = start;
  else writer.finishMessage(message, width);
}
