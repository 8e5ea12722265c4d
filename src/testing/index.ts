/** `@org/otel-distro/testing`: an OTLP receiver for the tests of an instrumented service. */
export type {
  DecodedAttributes,
  DecodedBuckets,
  DecodedExemplar,
  DecodedLogRecord,
  DecodedMetric,
  DecodedMetricPoint,
  DecodedRecords,
  DecodedScope,
  DecodedSpan,
  DecodedSpanEvent,
  DecodedSpanKind,
  DecodedSpanLink,
} from '../otlp/records.js';
export type { TraceNode, TraceTree } from '../otlp/trace-tree.js';
export type { Expectation, Expected, Found } from './expectation.js';
export type { RecordPattern } from './match.js';
export type { OtlpProtocol, PlayedResponse, ReceivedRecords, ReceivedRequest, ResponsePlayer } from './received-request.js';
export { type Receiver, type ReceiverOptions, startReceiver, type WaitOptions, WaitTimeoutError } from './receiver.js';
