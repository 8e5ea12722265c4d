/** The signals for requests that are encoded already: what an exporter gets are the protobuf bytes of a request. */
import { decodeRequest } from '../otlp/decode.js';
import { otlpLogs, otlpTraces, type OtlpSignal } from './otlp-signals.js';

export const encodedTraces = encoded(otlpTraces);
export const encodedLogs = encoded(otlpLogs);

function encoded<Items>(original: OtlpSignal<Items>): OtlpSignal<Uint8Array> {
  const { signal, httpPath, grpcPath, protobuf } = original;
  return {
    signal,
    httpPath,
    grpcPath,
    protobuf: { serializeRequest: (body) => body, deserializeResponse: (response) => protobuf.deserializeResponse(response) },
    async loadJson() {
      const json = await original.loadJson();
      return { serializeRequest: (body) => toJson(original.signal, body), deserializeResponse: (response) => json.deserializeResponse(response) };
    },
    loadConsole: () => Promise.reject(new Error('a request that is encoded cannot be printed')),
    metricsHelper: { ...original.metricsHelper, countItems: () => 1 },
  };
}

/** OTLP/JSON writes 64-bit numbers as text and bytes in base64. */
function toJson(signal: OtlpSignal<unknown>['signal'], body: Uint8Array): Uint8Array {
  const request = decodeRequest(signal, 'protobuf', body);
  const text = JSON.stringify(request, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
  return Buffer.from(text);
}
