/** Takes requests from the endpoints: keeps them, decodes them, decides the answer, and hands on what was accepted. */
import { setTimeout as delay } from 'node:timers/promises';
import { decodeRecords, type Signal } from '../otlp/decode/decode.js';
import type { DecodedRecords } from '../otlp/records.js';
import type { OtlpProtocol, PlayedResponse, ReceivedRecords, ReceivedRequest, ResponsePlayer } from './received-request.js';

export interface Delivery {
  readonly signal: Signal;
  readonly protocol: OtlpProtocol;
  readonly path: string;
  readonly headers: ReceivedRequest['headers'];
  readonly body: Buffer;
  readonly wireByteLength: number;
  /** Aborted when the client has gone: an answer that nobody reads is no acceptance. */
  readonly clientGone: AbortSignal;
}

type KeptRequest = { -readonly [Key in keyof ReceivedRequest]: ReceivedRequest[Key] };

export interface IntakeObserver {
  arrived(request: ReceivedRequest): void;
  accepted(records: ReceivedRecords): void;
  failed(problem: string): void;
}

export class Intake {
  readonly #observer: IntakeObserver;
  readonly #maxBytes: number;
  player: ResponsePlayer | undefined;

  constructor(observer: IntakeObserver, maxBytes: number) {
    this.#observer = observer;
    this.#maxBytes = maxBytes;
  }

  /** Resolves to the answer that the endpoint must send; undefined when it must not send one. Never rejects. */
  async take(delivery: Delivery): Promise<PlayedResponse | undefined> {
    const { clientGone, ...rest } = delivery;
    const request: KeptRequest = { ...rest, receivedAtMs: Date.now(), accepted: false };
    const records = this.#decode(request);
    this.#observer.arrived(request);
    if (records === undefined) return { status: 400, body: request.problem ?? '' };

    const response = await this.#play(request);
    if (response.hang === true) return undefined;
    if (response.delayMs !== undefined) await delay(response.delayMs, undefined, { signal: clientGone }).catch(() => undefined);
    if (clientGone.aborted) return undefined;
    if (isSuccess(response)) {
      request.accepted = true;
      this.#observer.accepted({ request, ...records });
    }
    return response;
  }

  #decode(request: KeptRequest): DecodedRecords | undefined {
    try {
      return decodeRecords(request.signal, request.protocol === 'http/json' ? 'json' : 'protobuf', request.body, { maxBytes: this.#maxBytes });
    } catch (error) {
      request.problem = messageOf(error);
      this.#observer.failed(`${request.protocol} ${request.path}: ${request.problem}`);
      return undefined;
    }
  }

  async #play(request: ReceivedRequest): Promise<PlayedResponse> {
    try {
      return (await this.player?.(request)) ?? {};
    } catch (error) {
      this.#observer.failed(`respondWith: ${messageOf(error)}`);
      return { status: 500, body: messageOf(error) };
    }
  }
}

function isSuccess({ status = 200, grpcStatus = 0, disconnect = false }: PlayedResponse): boolean {
  return status >= 200 && status < 300 && grpcStatus === 0 && !disconnect;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
