/** The signals for requests that are encoded already: what an exporter gets are the protobuf bytes of a request. */
import { otlpLogs, otlpTraces, type OtlpSerializer, type OtlpSignal } from './otlp-signals.js';

export const encodedTraces = encoded(otlpTraces);
export const encodedLogs = encoded(otlpLogs);

function encoded<Items>({ protobuf: original, ...rest }: OtlpSignal<Items>): OtlpSignal<Uint8Array> {
  const protobuf: OtlpSerializer<Uint8Array> = {
    serializeRequest: (body) => body,
    deserializeResponse: (response) => original.deserializeResponse(response),
  };
  return {
    ...rest,
    protobuf,
    loadJson: async () => (await import('./json-serializers.js')).createJsonSerializer(rest.signal, protobuf),
    loadConsole: () => Promise.reject(new Error('a request that is encoded cannot be printed')),
    metricsHelper: { ...rest.metricsHelper, countItems: () => 1 },
  };
}
