/** Gives each incoming message a frame with its ids, and sends the correlation id on with what goes out. */
import { context as contextApi, type Context, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { getRequestFrame, isSentOn, setRequestFrame } from '../context/request-frame.js';
import { IncomingFrame, type IncomingIds } from './incoming-ids.js';

export class RequestPropagator implements TextMapPropagator {
  readonly #ids: IncomingIds;

  constructor(ids: IncomingIds) {
    this.#ids = ids;
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
    const frame = activeFrameOf(carrier) ?? this.#ids.createFrame(({ lowerCase, spelled }) => read(carrier, getter, lowerCase) ?? read(carrier, getter, spelled));
    return setRequestFrame(context, frame);
  }

  fields(): string[] {
    return this.#ids.sentHeader === undefined ? [] : [this.#ids.sentHeader];
  }
}

/** The frame of the HTTP request whose headers these are: it was made before anybody else saw the request. */
function activeFrameOf(carrier: unknown): IncomingFrame | undefined {
  const frame = getRequestFrame(contextApi.active());
  return frame instanceof IncomingFrame && frame.headers !== undefined && frame.headers === carrier ? frame : undefined;
}

/** A carrier that cannot be read has no ids. */
function read(carrier: unknown, getter: TextMapGetter, name: string): unknown {
  try {
    return getter.get(carrier, name);
  } catch {
    return undefined;
  }
}

function hasKey(carrier: unknown, lowerCaseName: string): boolean {
  if (typeof carrier !== 'object' || carrier === null) return false;
  return Object.keys(carrier).some((key) => key.length === lowerCaseName.length && key.toLowerCase() === lowerCaseName);
}
