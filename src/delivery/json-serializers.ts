/**
 * OTLP/JSON made from the protobuf bytes of a request, so that both say the same. Upstream's own JSON serializers write
 * large whole doubles as integers that no collector can read, and NaN and infinite values as null.
 */
import { decodeRequest } from '../otlp/decode/decode.js';
import { encodeJson } from '../otlp/encode-json.js';
import type { OtlpResponse, OtlpSerializer, OtlpSignal } from './otlp-signals.js';

export function createJsonSerializer<Items>({ signal, protobuf }: OtlpSignal<Items>): OtlpSerializer<Items> {
  return {
    serializeRequest(items) {
      const request = protobuf.serializeRequest(items);
      return request && encodeJson(decodeRequest(signal, 'protobuf', request));
    },
    deserializeResponse: readJsonResponse,
  };
}

/** @throws SyntaxError when it is no JSON */
function readJsonResponse(data: Uint8Array): OtlpResponse {
  if (data.length === 0) return {};
  const response: OtlpResponse | null = JSON.parse(Buffer.from(data).toString());
  return response ?? {};
}
