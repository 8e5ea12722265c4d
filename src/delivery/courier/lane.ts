/** The way of one exporter: takes requests in order, and decides when a batch of them is sent, again and again until the collector took it. */
import { maxTimerMs } from '../../support/deadline.js';
import { DeliveryError } from '../delivery-error.js';
import { BackOff } from '../back-off.js';
import { BatchSender, type BatchSenderParts, type Delay } from './batch-sender.js';
import { countItems, LaneQueue } from './lane-queue.js';
import type { LaneOutcome } from './messages.js';
import type { Parcel } from './shelf.js';

export interface LaneParts extends BatchSenderParts {
  readonly scheduledDelayMs: number;
}

/** A flush of an app that lives on does not wait longer for a collector that is down. */
const maxFlushMs = 10_000;

interface Flusher {
  readonly resolve: () => void;
  /** For more than one attempt, as long as something is in memory only. */
  readonly mayWait: boolean;
}

export class Lane {
  readonly #parts: LaneParts;
  readonly #backOff = new BackOff();
  readonly #queue = new LaneQueue();
  readonly #sender: BatchSender;
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
  /** Told when all is sent, or an attempt failed. */
  #flushers: Flusher[] = [];

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#sender = new BatchSender(parts, this.#queue, () => this.#worked(), (delay) => this.#failed(delay));
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
    this.#sender.giveUp();
    if (kept > 0) this.#report('kept', kept, error);
    if (lost > 0) this.#report('lost', lost, error);
  }

  /** Lets go of what the spool gave up. */
  dropGone(): void {
    const isGone = (parcel: Parcel): boolean => this.#parts.shelf.whyGone(parcel) !== undefined;
    for (const isLeft of [false, true]) this.#sender.reportGone(this.#queue.takeOut(isLeft, isGone), isLeft);
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
      const isSettled = await this.#sender.send();
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
    this.#queue.takeBatch(isLeft, this.#sender.limits);
  }

  #failed({ error, waitMs, mayPass }: Delay): void {
    const nowMs = performance.now();
    this.#failingSinceMs ??= nowMs;
    this.#lastError = error;
    this.#retryAtMs = nowMs + this.#backOff.next(waitMs);
    this.#mayPass = mayPass;
    this.#report('delayed', countItems(this.#queue.batch) + this.#queue.waitingItems, error, nowMs - this.#failingSinceMs);
  }

  #worked(): void {
    this.#failingSinceMs = undefined;
    this.#lastError = undefined;
    this.#retryAtMs = 0;
    this.#backOff.reset();
  }

  #report(outcome: LaneOutcome, items: number, { code, message }: DeliveryError, durationMs = 0): void {
    this.#parts.report({ outcome, items, code, reason: message, durationMs, isLeft: this.#queue.isBatchLeft });
  }
}
