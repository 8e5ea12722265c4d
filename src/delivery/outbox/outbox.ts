/** Encodes finished records of one exporter into chunks, on the app thread, and hands them to the courier. */
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ByteWriter } from '../../otlp/encode/byte-writer.js';
import { encodeResource, encodeScope } from '../../otlp/encode/framing.js';
import type { EncodedResource, EncodedScope } from '../courier/messages.js';
import type { CourierThread } from './courier-thread.js';

export interface OutboxOptions<Item> {
  readonly courier: CourierThread;
  readonly lane: number;
  readonly resource: Resource;
  /** Appends one record; throws, and leaves the writer as it was, for one that cannot be encoded. */
  readonly write: (writer: ByteWriter, item: Item) => void;
  readonly scopeOf: (item: Item) => InstrumentationScope;
  /** Records of a chunk. */
  readonly maxItems: number;
  /** How long the first record of a chunk may wait. */
  readonly handOverDelayMs: number;
  /** Of this chunk and of those that the courier has not taken yet; the newest records are dropped beyond it. */
  readonly maxBytes: number;
  /** @param items records of this chunk */
  readonly hasRoom: (items: number) => boolean;
  readonly onHandedOver: (items: number) => void;
  /** Told about each record that found no room. */
  readonly onFull: () => void;
  /** Told about each record that cannot be encoded. */
  readonly onInvalid: (item: Item, error: unknown) => void;
}

/** Beyond it a chunk is handed over at once. */
const chunkBytes = 64 * 1024;
/** With room for the record that makes a chunk full. */
const bufferBytes = chunkBytes + 32 * 1024;

export class Outbox<Item> {
  readonly #options: OutboxOptions<Item>;
  readonly #writer: ByteWriter;
  readonly #encodedScopes = new WeakMap<InstrumentationScope, EncodedScope>();
  #isResourceComplete: boolean;
  /** Once it is complete. */
  #resource: EncodedResource | undefined;
  #itemCount = 0;
  /** Of this chunk: its scopes, and for each run of records the index of its scope and its end. */
  #scopes: InstrumentationScope[] = [];
  #runs: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: OutboxOptions<Item>) {
    this.#options = options;
    this.#writer = new ByteWriter(newBuffer());
    this.#isResourceComplete = options.resource.asyncAttributesPending !== true;
    const complete = (): void => {
      this.#isResourceComplete = true;
    };
    void options.resource.waitForAsyncAttributes?.().then(complete, complete);
  }

  add(item: Item): void {
    if (this.#isClosed) return;
    const { courier, maxBytes, maxItems, hasRoom, onFull } = this.#options;
    if (courier.hasUntaken(maxBytes - this.#writer.length) || !hasRoom(this.#itemCount)) {
      onFull();
      return;
    }
    if (!this.#write(item)) return;
    if (this.#writer.length >= chunkBytes || this.#itemCount >= maxItems) this.#handOverWhenComplete();
    else this.#handOverLater();
    if (this.#itemCount === 1) courier.startSoon();
  }

  /** Records that are not handed over yet. */
  get itemCount(): number {
    return this.#itemCount;
  }

  /** Gives the courier what is here; from now on nothing is taken any more. */
  close(): void {
    this.handOver();
    this.#isClosed = true;
  }

  /** Gives the courier what is here, with the resource as far as it is known. */
  handOver(): void {
    // in the middle of a record its timer, or that of those before it, comes again
    if (this.#itemCount === 0 || this.#writer.isOpen) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { courier, lane, onHandedOver } = this.#options;
    const { buffer } = this.#writer.bytes;
    const chunk = {
      lane,
      buffer: buffer as ArrayBuffer,
      itemCount: this.#itemCount,
      runs: this.#runs,
      scopes: this.#scopes.map((scope) => this.#encodeScope(scope)),
      resource: this.#encodeResource(),
    };
    courier.postChunk(chunk);
    onHandedOver(this.#itemCount);
    this.#writer.bytes = courier.spareBuffer() ?? newBuffer();
    this.#writer.length = 0;
    this.#itemCount = 0;
    this.#scopes = [];
    this.#runs = [];
  }

  #write(item: Item): boolean {
    const { write, scopeOf, onInvalid } = this.#options;
    const { length } = this.#writer;
    try {
      write(this.#writer, item);
      this.#endRun(scopeOf(item));
    } catch (error) {
      this.#writer.length = length;
      onInvalid(item, error);
      return false;
    }
    this.#itemCount++;
    return true;
  }

  /** Records of the same scope are mostly made one after the other. */
  #endRun(scope: InstrumentationScope): void {
    const runs = this.#runs;
    const end = this.#writer.length;
    if (runs.length > 0 && this.#scopes[runs[runs.length - 2]!] === scope) {
      runs[runs.length - 1] = end;
      return;
    }
    let index = this.#scopes.indexOf(scope);
    if (index < 0) {
      // now, so that it costs this record alone when it cannot be encoded
      this.#encodeScope(scope);
      index = this.#scopes.push(scope) - 1;
    }
    runs.push(index, end);
  }

  #handOverWhenComplete(): void {
    if (this.#isResourceComplete) this.handOver();
    else this.#handOverLater();
  }

  #handOverLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#handOverWhenComplete();
    }, this.#options.handOverDelayMs).unref();
  }

  #encodeResource(): EncodedResource {
    if (this.#resource !== undefined) return this.#resource;
    const { resource } = this.#options;
    const encoded = { bytes: standingAlone(encodeResource(resource)), schemaUrl: resource.schemaUrl };
    if (this.#isResourceComplete) this.#resource = encoded;
    return encoded;
  }

  #encodeScope(scope: InstrumentationScope): EncodedScope {
    let encoded = this.#encodedScopes.get(scope);
    if (encoded === undefined) this.#encodedScopes.set(scope, (encoded = { bytes: standingAlone(encodeScope(scope)), schemaUrl: scope.schemaUrl }));
    return encoded;
  }
}

/** A message to another thread copies the whole buffer behind an array. */
function standingAlone(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}

function newBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(bufferBytes);
}
