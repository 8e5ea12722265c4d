/** Sends the batch of a lane: as a whole, and what the collector refuses of it, or cuts the connection on, in halves, until only the record is left that it does not take. */
import { countRecords, splitRequest } from '../../otlp/encode/split-request.js';
import { DeliveryError, toDeliveryError } from '../delivery-error.js';
import type { Signal } from '../exporter.js';
import type { SpoolDropReason } from '../spool/spool-types.js';
import { countItems, type BatchLimits, type LaneQueue } from './lane-queue.js';
import type { LaneTransport, SendOutcome } from './lane-transport.js';
import type { LaneEvent } from './messages.js';
import type { Parcel, Shelf } from './shelf.js';
import { spoolDropError } from './spool-drop-error.js';

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

const cutCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);
/** A collector that goes down cuts connections too: a batch that was cut so often is sent in halves, to see whether it is what is in it. */
const maxCuts = 4;
/** Single records that are cut while none is taken: then it is not what is in them. */
const maxSuspects = 3;

/** The search for a record on which the connection is cut. */
interface Isolation {
  /** They were cut, each alone: lost as soon as it is known that the collector takes others. */
  readonly suspects: Parcel[];
  hasDelivered: boolean;
  cut: Delay;
}

export class BatchSender {
  readonly #parts: BatchSenderParts;
  readonly #queue: LaneQueue;
  readonly #onAnswer: () => void;
  readonly #onDelay: (delay: Delay) => void;
  #maxBytes = maxRequestBytes;
  #refusedInRow = 0;
  /** How often a batch that began with this parcel was cut. */
  readonly #cutCounts = new WeakMap<Parcel, number>();
  #lastCut: Delay | undefined;
  /** While one batch is sent. */
  #isolation: Isolation | undefined;
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
    const isolation = (this.#isolation = this.#beginIsolation());
    try {
      const isSettled = await this.#deliver(this.#queue.batch);
      if (!isSettled || isolation === undefined || isolation.suspects.length === 0) return isSettled;
      // they wait, like all that cannot be delivered now
      this.#onDelay(isolation.cut);
      return false;
    } catch (error) {
      // a fault of ours: trying again would meet it again, and nothing behind it would ever be sent
      this.#lose(this.#queue.batch, toDeliveryError(error));
      return true;
    }
  }

  /** Returns whether there is nothing more to be done for these parcels of the batch. */
  async #deliver(parcels: readonly Parcel[]): Promise<boolean> {
    const { found, bodies, unreadable } = this.#findBodies(parcels);
    if (unreadable !== undefined) {
      this.#onDelay({ kind: 'later', error: unreadable, waitMs: undefined, mayPass: true });
      return false;
    }
    if (found.length === 0) return true;
    const body = this.#join(bodies);
    const startedAtMs = performance.now();
    const giveUpCount = this.#giveUpCount;
    const outcome = await this.#parts.transport.send(body);
    if (giveUpCount !== this.#giveUpCount) return false;
    if (outcome.kind === 'later') return this.#delay(found, body, outcome);
    this.#onAnswer();
    if (outcome.kind === 'delivered') {
      this.#refusedInRow = 0;
      this.#reportDelivered(countItems(found), outcome.refusal, performance.now() - startedAtMs);
      this.#settle(found);
      if (this.#isolation !== undefined) {
        this.#isolation.hasDelivered = true;
        this.#judge(this.#isolation);
      }
      return true;
    }
    const halves = outcome.mayFit && this.#refusedInRow < maxRefusedInRow ? this.#halve(found, body) : undefined;
    if (halves === undefined) {
      this.#refusedInRow++;
      this.#lose(found, outcome.error, performance.now() - startedAtMs);
      return true;
    }
    if (outcome.error.code === 'HTTP 413') this.#maxBytes = Math.max(1, Math.floor(Math.min(this.#maxBytes, body.length) / 2));
    return (await this.#deliver(halves[0])) && this.#deliver(halves[1]);
  }

  /** Returns what `#deliver` returns. */
  async #delay(parcels: readonly Parcel[], body: Uint8Array, delay: Delay): Promise<boolean> {
    if (cutCodes.has(delay.error.code)) {
      if (this.#isolation !== undefined) return this.#narrow(this.#isolation, parcels, body, delay);
      this.#lastCut = delay;
      const first = parcels[0]!;
      this.#cutCounts.set(first, (this.#cutCounts.get(first) ?? 0) + 1);
    }
    this.#onDelay(delay);
    return false;
  }

  #beginIsolation(): Isolation | undefined {
    const [first] = this.#queue.batch;
    const cut = this.#lastCut;
    if (first === undefined || cut === undefined || (this.#cutCounts.get(first) ?? 0) < maxCuts) return undefined;
    this.#cutCounts.delete(first);
    return { suspects: [], hasDelivered: false, cut };
  }

  /** What is behind a suspect is sent before it: only that can tell whether the collector works. */
  async #narrow(isolation: Isolation, parcels: readonly Parcel[], body: Uint8Array, cut: Delay): Promise<boolean> {
    const halves = this.#halve(parcels, body);
    if (halves !== undefined) return (await this.#deliver(halves[0])) && this.#deliver(halves[1]);
    isolation.suspects.push(...parcels);
    isolation.cut = cut;
    this.#judge(isolation);
    if (isolation.suspects.length < maxSuspects) return true;
    this.#onDelay(cut);
    return false;
  }

  #judge({ suspects, hasDelivered }: Isolation): void {
    if (hasDelivered && suspects.length > 0) this.#lose(suspects.splice(0), new DeliveryError('connection-cut', 'it cuts the connection each time it gets one of them, and takes others'));
  }

  /** `unreadable`: why what is on disk cannot be read at the moment. */
  #findBodies(parcels: readonly Parcel[]): { readonly found: readonly Parcel[]; readonly bodies: readonly Uint8Array[]; readonly unreadable?: DeliveryError } {
    const found: Parcel[] = [];
    const bodies: Uint8Array[] = [];
    const missing: Parcel[] = [];
    for (const parcel of parcels) {
      let body: Uint8Array | undefined;
      try {
        body = this.#parts.shelf.bodyOf(parcel);
      } catch (error) {
        return { found, bodies, unreadable: new DeliveryError('spool-unreadable', `the spool cannot be read at the moment (${toDeliveryError(error).code})`) };
      }
      if (body === undefined) missing.push(parcel);
      else {
        found.push(parcel);
        bodies.push(body);
      }
    }
    if (missing.length > 0) {
      this.reportGone(missing, this.#queue.isBatchLeft);
      this.#settle(missing);
    }
    return { found, bodies };
  }

  /** What the spool gave up, by reason. */
  reportGone(parcels: readonly Parcel[], isLeft: boolean): void {
    const items = new Map<SpoolDropReason, number>();
    for (const parcel of parcels) {
      const reason = this.#parts.shelf.whyGone(parcel) ?? 'removed';
      items.set(reason, (items.get(reason) ?? 0) + parcel.itemCount);
    }
    for (const [dropReason, count] of items) {
      const { code, message } = spoolDropError(dropReason);
      this.#parts.report({ outcome: 'lost', items: count, code, reason: message, durationMs: 0, isLeft });
    }
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

  #lose(parcels: readonly Parcel[], { code, message }: DeliveryError, durationMs = 0): void {
    this.#parts.report({ outcome: 'lost', items: countItems(parcels), code, reason: message, durationMs, isLeft: this.#queue.isBatchLeft });
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
