/** Sends the batch of a lane: as a whole, and what the collector refuses of it in halves, until only the record is left that it does not take. */
import { countRecords, splitRequest } from '../../otlp/encode/split-request.js';
import { DeliveryError, toDeliveryError } from '../delivery-error.js';
import type { Signal } from '../exporter.js';
import { countItems, type BatchLimits, type LaneQueue } from './lane-queue.js';
import type { LaneTransport, SendOutcome } from './lane-transport.js';
import type { LaneEvent } from './messages.js';
import type { Parcel, Shelf } from './shelf.js';

export type Delay = Extract<SendOutcome, { readonly kind: 'later' }>;

export interface BatchSenderParts {
  readonly signal: Signal;
  readonly maxBatchItems: number;
  readonly transport: LaneTransport;
  readonly shelf: Shelf;
  readonly report: (event: LaneEvent) => void;
}

/** A collector that takes none of so many refuses everything: then requests are not sent in halves any more. */
const maxRefusedInRow = 8;
/** Of a request; gRPC servers take 4 MiB unless told otherwise. */
const maxRequestBytes = 2 * 1024 * 1024;

export class BatchSender {
  readonly #parts: BatchSenderParts;
  readonly #queue: LaneQueue;
  readonly #onAnswer: () => void;
  readonly #onDelay: (delay: Delay) => void;
  #maxBytes = maxRequestBytes;
  #refusedInRow = 0;
  /** Where parcels are joined; one request at a time is under way. */
  #joined = Buffer.alloc(0);
  /** How often all was given up: what was under way before that is settled. */
  #giveUpCount = 0;

  /**
   * @param onAnswer told that the collector took or refused something
   * @param onDelay told that what is left of the batch has to wait
   */
  constructor(parts: BatchSenderParts, queue: LaneQueue, onAnswer: () => void, onDelay: (delay: Delay) => void) {
    this.#parts = parts;
    this.#queue = queue;
    this.#onAnswer = onAnswer;
    this.#onDelay = onDelay;
  }

  get limits(): BatchLimits {
    return { maxItems: this.#parts.maxBatchItems, maxBytes: this.#maxBytes };
  }

  /** What the collector says from now on about what is under way changes nothing. */
  giveUp(): void {
    this.#giveUpCount++;
  }

  /** Returns whether there is nothing more to be done for the batch. */
  async send(): Promise<boolean> {
    // one more try to find what it does take
    this.#refusedInRow = Math.min(this.#refusedInRow, maxRefusedInRow - 1);
    try {
      return await this.#deliver(this.#queue.batch);
    } catch (error) {
      // a fault of ours: trying again would meet it again, and nothing behind it would ever be sent
      this.#lose(this.#queue.batch, toDeliveryError(error));
      return true;
    }
  }

  /** Returns whether there is nothing more to be done for these parcels of the batch. */
  async #deliver(parcels: readonly Parcel[]): Promise<boolean> {
    const { found, bodies } = this.#findBodies(parcels);
    if (found.length === 0) return true;
    const body = this.#join(bodies);
    const startedAtMs = performance.now();
    const giveUpCount = this.#giveUpCount;
    const outcome = await this.#parts.transport.send(body);
    if (giveUpCount !== this.#giveUpCount) return false;
    if (outcome.kind === 'later') {
      this.#onDelay(outcome);
      return false;
    }
    this.#onAnswer();
    if (outcome.kind === 'delivered') {
      this.#refusedInRow = 0;
      this.#reportDelivered(countItems(found), outcome.refusal, performance.now() - startedAtMs);
      this.#settle(found);
      return true;
    }
    const halves = outcome.mayFit && this.#refusedInRow < maxRefusedInRow ? this.#halve(found, body) : undefined;
    if (halves === undefined) {
      this.#refusedInRow++;
      this.#lose(found, outcome.error);
      return true;
    }
    if (outcome.error.code === 'HTTP 413') this.#maxBytes = Math.max(1, Math.floor(Math.min(this.#maxBytes, body.length) / 2));
    return (await this.#deliver(halves[0])) && this.#deliver(halves[1]);
  }

  #findBodies(parcels: readonly Parcel[]): { readonly found: readonly Parcel[]; readonly bodies: readonly Uint8Array[] } {
    const found: Parcel[] = [];
    const bodies: Uint8Array[] = [];
    const missing: Parcel[] = [];
    for (const parcel of parcels) {
      const body = this.#parts.shelf.bodyOf(parcel);
      if (body === undefined) missing.push(parcel);
      else {
        found.push(parcel);
        bodies.push(body);
      }
    }
    if (missing.length > 0) this.#lose(missing, new DeliveryError('spool-full', 'the spool was full, or they were too old'));
    return { found, bodies };
  }

  /** Requests that follow each other are a request as well. */
  #join(bodies: readonly Uint8Array[]): Uint8Array {
    if (bodies.length === 1) return bodies[0]!;
    const byteCount = bodies.reduce((sum, { length }) => sum + length, 0);
    if (this.#joined.length < byteCount) this.#joined = Buffer.allocUnsafeSlow(Math.max(byteCount, Math.min(2 * this.#joined.length, maxRequestBytes)));
    let position = 0;
    for (const body of bodies) {
      this.#joined.set(body, position);
      position += body.length;
    }
    return this.#joined.subarray(0, byteCount);
  }

  /** Undefined when there is one record only. */
  #halve(parcels: readonly Parcel[], body: Uint8Array): readonly [readonly Parcel[], readonly Parcel[]] | undefined {
    if (parcels.length > 1) {
      const middle = parcels.length >> 1;
      return [parcels.slice(0, middle), parcels.slice(middle)];
    }
    const { signal, shelf } = this.#parts;
    const [parcel] = parcels;
    const bodies = splitRequest(body);
    if (parcel === undefined || bodies === undefined) return undefined;
    const halves = shelf.split(parcel, bodies, countRecords(signal, bodies[0]));
    this.#queue.replace(parcel, halves);
    return [[halves[0]], [halves[1]]];
  }

  #lose(parcels: readonly Parcel[], { code, message }: DeliveryError): void {
    this.#parts.report({ outcome: 'lost', items: countItems(parcels), code, reason: message, durationMs: 0, isLeft: this.#queue.isBatchLeft });
    this.#settle(parcels);
  }

  /** Delivered, or lost. */
  #settle(parcels: readonly Parcel[]): void {
    this.#queue.settle(parcels);
    for (const parcel of parcels) this.#parts.shelf.remove(parcel);
  }

  #reportDelivered(items: number, refusal: { readonly items: number; readonly error: DeliveryError } | undefined, durationMs: number): void {
    const isLeft = this.#queue.isBatchLeft;
    if (refusal !== undefined) {
      const { code, message } = refusal.error;
      // the number is the collector's
      this.#parts.report({ outcome: 'rejected', items: Math.max(0, Math.min(items, refusal.items)), code, reason: message, durationMs: 0, isLeft });
    }
    this.#parts.report({ outcome: 'delivered', items, code: '', reason: '', durationMs, isLeft });
  }
}
