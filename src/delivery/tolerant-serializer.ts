/** Encodes a request although some of its records cannot be encoded: these are reported and left out, the rest is delivered. */
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import type { OtlpSerializer } from './otlp-signals.js';

/** One span, metric or log record; its names may be anything at run time. */
export interface OtlpRecord<Items> {
  readonly kind: 'span' | 'metric' | 'log record';
  readonly name: unknown;
  /** Of the tracer, meter or logger. */
  readonly scopeName: unknown;
  /** A request that holds nothing else. */
  readonly alone: Items;
}

export interface TolerantSerializerOptions<Items> {
  /** The same request with only the records that are kept. */
  readonly filter: (items: Items, isKept: (record: OtlpRecord<Items>) => boolean) => Items;
  readonly countItems: (items: Items) => number;
}

const leftOutCounts = new WeakMap<object, number>();

/** How many of these items were left out when they were encoded. */
export function countLeftOut(items: unknown): number {
  return (typeof items === 'object' && items !== null && leftOutCounts.get(items)) || 0;
}

/** Records are tried one by one only after the whole request has failed. */
export function createTolerantSerializer<Items extends object>(
  serializer: OtlpSerializer<Items>,
  { filter, countItems }: TolerantSerializerOptions<Items>,
): OtlpSerializer<Items> {
  const isEncodable = (record: OtlpRecord<Items>): boolean => {
    try {
      serializer.serializeRequest(record.alone);
      return true;
    } catch (error) {
      reportProblem('record-invalid', `the ${describeRecord(record)} cannot be encoded (${describeErrorWithoutMessage(error)}); it is left out.`);
      return false;
    }
  };
  return {
    serializeRequest(items) {
      try {
        return serializer.serializeRequest(items);
      } catch {
        const kept = filter(items, isEncodable);
        leftOutCounts.set(items, countItems(items) - countItems(kept));
        return serializer.serializeRequest(kept);
      }
    },
    deserializeResponse: (data) => serializer.deserializeResponse(data),
  };
}

function describeRecord({ kind, name, scopeName }: OtlpRecord<unknown>): string {
  return `${kind} ${quoteName(name)} of the instrumentation scope ${quoteName(scopeName)}`;
}

function quoteName(name: unknown): string {
  return typeof name === 'string' && name !== '' ? `"${name}"` : '(no name)';
}
