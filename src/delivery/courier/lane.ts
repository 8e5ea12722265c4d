/** The way of one exporter: takes requests in order, joins them, sends one at a time, and tries again until the collector took them. */
import { countRecords, splitRequest } from '../../otlp/encode/split-request.js';
import { maxTimerMs } from '../../support/deadline.js';
import { DeliveryError, toDeliveryError } from '../delivery-error.js';
import type { Signal } from '../exporter.js';
import { BackOff } from './back-off.js';
import { countItems, LaneQueue } from './lane-queue.js';
import type { LaneTransport, SendOutcome } from './lane-transport.js';
import type { LaneEvent, LaneOutcome } from './messages.js';
import type { Parcel, Shelf } from './shelf.js';

export interface LaneParts {
  readonly signal: Signal;
  readonly scheduledDelayMs: number;
  readonly maxBatchItems: number;
  readonly transport: LaneTransport;
  readonly shelf: Shelf;
  readonly report: (event: LaneEvent) => void;
}

/** A flush of an app that lives on does not wait longer for a collector that is down. */
const maxFlushMs = 10_000;
/** A collector that takes none of so many refuses everything: then requests are not sent in halves any more. */
const maxRefusedInRow = 8;
/** Of a request; gRPC servers take 4 MiB unless told otherwise. */
const maxRequestBytes = 2 * 1024 * 1024;

interface Flusher {
  readonly resolve: () => void;
  /** For more than one attempt, as long as something is in memory only. */
  readonly mayWait: boolean;
}

export class Lane {
  readonly #parts: LaneParts;
  readonly #backOff = new BackOff();
  readonly #queue = new LaneQueue();
  #maxBytes = maxRequestBytes;
  #timer: NodeJS.Timeout | undefined;
  #failingSinceMs: number | undefined;
  /** Why the last attempt failed; undefined when it did not. */
  #lastError: DeliveryError | undefined;
  /** Whether that may be gone in a moment. */
  #mayPass = true;
  /** Until then the collector wants to be left alone, or the back-off holds. */
  #retryAtMs = 0;
  #isRunning = false;
  #isFinishing = false;
  /** How often all was given up: what was under way before that is settled. */
  #giveUpCount = 0;
  #refusedInRow = 0;
  /** Told when all is sent, or an attempt failed. */
  #flushers: Flusher[] = [];

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  add(parcel: Parcel): void {
    this.#queue.add(parcel);
    if (this.#queue.waitingItems >= this.#parts.maxBatchItems) void this.#run();
    else this.#wake();
  }

  addLeft(parcel: Parcel): void {
    this.#queue.addLeft(parcel);
    if (this.#lastError !== undefined) return this.#wake();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wake(0);
  }

  /** Resolves when all that was added before is settled, or an attempt to send it failed; what was left by others is not waited for. */
  flush(mayWait = false): Promise<void> {
    if (this.#queue.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushers.push({ resolve, mayWait });
      void this.#run();
    });
  }

  /**
   * The last attempts; what is on disk stays there when they fail.
   * @param mayWait whether there is more than one attempt for what is in memory only
   */
  async finish(mayWait: boolean): Promise<void> {
    this.#isFinishing = true;
    this.#retryAtMs = 0;
    await this.flush(mayWait);
    this.giveUp();
  }

  /** What was not sent is left on disk, or lost; what the collector says from now on changes nothing. */
  giveUp(): void {
    const error = this.#lastError ?? new DeliveryError('shutdown', 'the process had to end');
    const parcels = this.#queue.takeOwn();
    const kept = countItems(parcels.filter((parcel) => this.#parts.shelf.isOnDisk(parcel)));
    const lost = countItems(parcels) - kept;
    this.#giveUpCount++;
    if (kept > 0) this.#report('kept', kept, error);
    if (lost > 0) this.#report('lost', lost, error);
  }

  /** When the first one has waited long enough, or when the collector may be asked again. */
  #wake(scheduledDelayMs = this.#parts.scheduledDelayMs): void {
    if (this.#timer !== undefined || this.#isRunning) return;
    const delayMs = this.#lastError === undefined ? scheduledDelayMs : this.#retryAtMs - performance.now();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, Math.max(0, Math.min(delayMs, maxTimerMs))).unref();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let goesOn = this.#mayTry() && this.#hasMore();
    for (let isFirst = true; goesOn; isFirst = false) {
      this.#take(isFirst);
      const isSettled = await this.#deliverBatch();
      this.#queue.putBack();
      goesOn = isSettled ? this.#isDue() : this.#mayTry() && this.#hasMore();
      if (this.#queue.waiting.length === 0) this.#endFlushes(false);
    }
    this.#isRunning = false;
    this.#endFlushes(this.#flushers.some(({ mayWait }) => mayWait) && this.#isWorthWaiting());
    if (this.#hasMore() && (!this.#isFinishing || this.#flushers.length > 0)) this.#wake();
  }

  /** Whether a flush waits for further attempts: what is on disk is safe. */
  #isWorthWaiting(): boolean {
    const nextAttemptAtMs = Math.max(performance.now(), this.#retryAtMs);
    const isLong = this.#failingSinceMs !== undefined && nextAttemptAtMs - this.#failingSinceMs > maxFlushMs;
    return this.#mayPass && !isLong && this.#queue.waiting.some((parcel) => !this.#parts.shelf.isOnDisk(parcel));
  }

  #endFlushes(isWorthWaiting: boolean): void {
    const ended = this.#flushers.filter(({ mayWait }) => !(mayWait && isWorthWaiting));
    this.#flushers = this.#flushers.filter((flusher) => !ended.includes(flusher));
    for (const { resolve } of ended) resolve();
  }

  #mayTry(): boolean {
    return performance.now() >= this.#retryAtMs;
  }

  #hasMore(): boolean {
    return this.#queue.waiting.length > 0 || (this.#queue.hasLeft && !this.#isFinishing);
  }

  /** Whether something is sent without waiting for more. */
  #isDue(): boolean {
    return this.#isWaitingDue() || (this.#queue.hasLeft && !this.#isFinishing);
  }

  #isWaitingDue(): boolean {
    return this.#queue.waiting.length > 0 && (this.#queue.waitingItems >= this.#parts.maxBatchItems || this.#flushers.length > 0);
  }

  /** @param isFirst what waits has waited long enough */
  #take(isFirst: boolean): void {
    const isLeft = isFirst ? this.#queue.waiting.length === 0 : !this.#isWaitingDue();
    this.#queue.takeBatch(isLeft, { maxItems: this.#parts.maxBatchItems, maxBytes: this.#maxBytes });
  }

  async #deliverBatch(): Promise<boolean> {
    // one more try to find what it does take
    this.#refusedInRow = Math.min(this.#refusedInRow, maxRefusedInRow - 1);
    try {
      return await this.#deliver(this.#queue.batch);
    } catch (error) {
      // a fault of ours: trying again would meet it again, and nothing behind it would ever be sent
      this.#report('lost', countItems(this.#queue.batch), toDeliveryError(error));
      this.#settle(this.#queue.batch);
      return true;
    }
  }

  /**
   * What the collector refuses is sent again in halves, until only the record is left that it does not take.
   * Returns whether there is nothing more to be done for these parcels of the batch.
   */
  async #deliver(parcels: readonly Parcel[]): Promise<boolean> {
    const { found, bodies } = this.#findBodies(parcels);
    if (found.length === 0) return true;
    const body = bodies.length === 1 ? bodies[0]! : Buffer.concat(bodies);
    const startedAtMs = performance.now();
    const giveUpCount = this.#giveUpCount;
    const outcome = await this.#parts.transport.send(body);
    if (giveUpCount !== this.#giveUpCount) return false;
    if (outcome.kind === 'later') return this.#failed(outcome);
    this.#worked();
    if (outcome.kind === 'delivered') {
      this.#refusedInRow = 0;
      this.#reportDelivered(countItems(found), outcome.refusal, performance.now() - startedAtMs);
      this.#settle(found);
      return true;
    }
    const halves = outcome.mayFit && this.#refusedInRow < maxRefusedInRow ? this.#halve(found, body) : undefined;
    if (halves === undefined) {
      this.#refusedInRow++;
      this.#report('lost', countItems(found), outcome.error, performance.now() - startedAtMs);
      this.#settle(found);
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
    if (missing.length > 0) {
      this.#report('lost', countItems(missing), new DeliveryError('spool-full', 'the spool was full, or they were too old'));
      this.#settle(missing);
    }
    return { found, bodies };
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

  /** Delivered, or lost. */
  #settle(parcels: readonly Parcel[]): void {
    this.#queue.settle(parcels);
    for (const parcel of parcels) this.#parts.shelf.remove(parcel);
  }

  #failed({ error, waitMs, mayPass }: Extract<SendOutcome, { readonly kind: 'later' }>): false {
    const nowMs = performance.now();
    this.#failingSinceMs ??= nowMs;
    this.#lastError = error;
    this.#retryAtMs = nowMs + this.#backOff.next(waitMs);
    this.#mayPass = mayPass;
    this.#report('delayed', countItems(this.#queue.batch) + this.#queue.waitingItems, error, nowMs - this.#failingSinceMs);
    return false;
  }

  #worked(): void {
    this.#failingSinceMs = undefined;
    this.#lastError = undefined;
    this.#retryAtMs = 0;
    this.#backOff.reset();
  }

  #reportDelivered(items: number, refusal: { readonly items: number; readonly error: DeliveryError } | undefined, durationMs: number): void {
    // the number is the collector's
    if (refusal !== undefined) this.#report('rejected', Math.max(0, Math.min(items, refusal.items)), refusal.error);
    this.#parts.report({ outcome: 'delivered', items, code: '', reason: '', durationMs, isLeft: this.#queue.isBatchLeft });
  }

  #report(outcome: LaneOutcome, items: number, { code, message }: DeliveryError, durationMs = 0): void {
    this.#parts.report({ outcome, items, code, reason: message, durationMs, isLeft: this.#queue.isBatchLeft });
  }
}
