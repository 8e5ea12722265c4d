/** What the answer to a call, or that there is none, adds to its span and is in the attributes of its duration: made once for all calls that end alike. */
import type { IncomingMessage } from 'node:http';
import { SpanKind, type Attributes, type SpanStatusCode } from '@opentelemetry/api';
import { parseErrorType, parseResponseStatus } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { AttributeBlock } from '../tracer/attribute-block.js';

/** Of names of errors, which are few, unless an app makes them up. */
const maxFailures = 16;
const maxLength = 256;

export class Answer {
  readonly block: AttributeBlock;
  readonly spanStatus: SpanStatusCode;
  readonly errorType: string | undefined;
  /** Frozen: the same object for the same series. */
  readonly metricAttributes: Readonly<Attributes>;
  readonly #status: number | undefined;
  readonly #version: string | undefined;
  readonly #address: string | undefined;
  readonly #port: number | undefined;
  readonly #failures = new Map<string, Readonly<Attributes>>();

  /** @param ofTarget attributes of the duration that do not come from the answer */
  constructor(ofTarget: Readonly<Attributes>, response: IncomingMessage | undefined) {
    const socket = response?.socket;
    this.#status = response?.statusCode ?? undefined;
    this.#version = socket ? response?.httpVersion : undefined;
    this.#address = socket?.remoteAddress;
    this.#port = socket?.remotePort;
    this.block = new AttributeBlock(withoutUndefined({
      'http.response.status_code': this.#status,
      'network.peer.address': this.#address,
      'network.peer.port': this.#port,
      'network.protocol.version': this.#version,
    }));
    this.spanStatus = parseResponseStatus(SpanKind.CLIENT, this.#status);
    this.errorType = parseErrorType(SpanKind.CLIENT, this.#status);
    this.metricAttributes = Object.freeze(withoutUndefined({
      ...ofTarget,
      'network.protocol.version': this.#version || undefined,
      'http.response.status_code': this.#status || undefined,
      'error.type': this.errorType,
    }));
  }

  isOf({ statusCode, httpVersion, socket }: IncomingMessage): boolean {
    return this.#status === statusCode && this.#version === httpVersion && this.#port === socket?.remotePort && this.#address === socket?.remoteAddress;
  }

  /** Attributes of the duration of a call that ends with an error. */
  withError(name: string | undefined): Readonly<Attributes> {
    if (typeof name !== 'string') return this.metricAttributes;
    const known = this.#failures.get(name);
    if (known !== undefined) return known;
    const made = Object.freeze({ ...this.metricAttributes, 'error.type': name });
    if (this.#failures.size < maxFailures && name.length <= maxLength) this.#failures.set(name, made);
    return made;
  }
}

function withoutUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
