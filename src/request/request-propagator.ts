/** Gives each incoming message a frame with its ids, and sends the correlation id on with what goes out. */
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { getRequestFrame, isSentOn, setRequestFrame } from '../context/request-frame.js';
import { keepFromProcesses } from '../support/environment-carrier.js';
import { IncomingFrame, type HeaderName, type IncomingIds } from './incoming-ids.js';
import { frameOfHeaders } from './server-requests.js';

export class RequestPropagator implements TextMapPropagator {
  readonly #ids: IncomingIds;

  constructor(ids: IncomingIds) {
    this.#ids = ids;
    if (ids.sentHeader !== undefined) keepFromProcesses(ids.sentHeader);
  }

  /** What the app sends itself wins. */
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const frame = getRequestFrame(context);
    if (frame?.sentHeader === undefined || !isSentOn(context) || isTracingSuppressed(context) || hasKey(carrier, frame.sentHeader)) return;
    setter.set(carrier, frame.sentHeader, frame.correlationId);
  }

  /** A context that belongs to a request goes on belonging to it, whatever is extracted into it. */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    if (getRequestFrame(context) !== undefined) return context;
    return setRequestFrame(context, frameOfHeaders(carrier) ?? this.#createFrame(carrier, getter));
  }

  fields(): string[] {
    return this.#ids.sentHeader === undefined ? [] : [this.#ids.sentHeader];
  }

  #createFrame(carrier: unknown, getter: TextMapGetter): IncomingFrame {
    const { requestIdHeader, correlationIdHeader } = this.#ids;
    return new IncomingFrame(this.#ids, read(carrier, getter, requestIdHeader), read(carrier, getter, correlationIdHeader));
  }
}

/** A carrier that cannot be read has no ids. */
function read(carrier: unknown, getter: TextMapGetter, name: HeaderName | undefined): unknown {
  if (name === undefined) return undefined;
  try {
    return getter.get(carrier, name.lowerCase) ?? getter.get(carrier, name.spelled);
  } catch {
    return undefined;
  }
}

function hasKey(carrier: unknown, lowerCaseName: string): boolean {
  if (typeof carrier !== 'object' || carrier === null) return false;
  return Object.keys(carrier).some((key) => key.length === lowerCaseName.length && key.toLowerCase() === lowerCaseName);
}
