/** The app thread's side of the courier: starts its thread with the first hand-over, passes messages, and waits for it when the process ends. */
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { reportProblem } from '../../diagnostics/log.js';
import { endsWaiting, sharedNowMs, type Chunk, type FromCourier, type LaneOptions, type LaneReport, type LeftDrop, type ToCourier } from '../courier/messages.js';
import type { SpoolState } from '../spool/spool-types.js';
import { HandOverAccount } from './hand-over-account.js';
import { startCourier, type Post, type StartOptions } from './start-courier.js';

export interface CourierThreadOptions extends Omit<StartOptions, 'lanes'> {
  /** What other processes left was given up before it could be sent. */
  readonly onLeftDropped?: (drop: LeftDrop) => void;
}

/** Buffers that wait to be filled again. */
const maxSpareBuffers = 16;
/** One that grew with a huge record is not kept. */
const maxSpareBytes = 256 * 1024;
/** A thread that dies so often, each time soon after its start, is not started again. */
const maxRestarts = 5;
/** What ran so long before it died works, on the whole. */
const ranWellMs = 60_000;
const lookForLeftAfterMs = 500;
const notDone = 0;

export class CourierThread {
  /** As the courier told it last; undefined without a spool, and before it told it. */
  spoolState: SpoolState | undefined;
  readonly #options: Omit<StartOptions, 'lanes'>;
  readonly #onLeftDropped: CourierThreadOptions['onLeftDropped'];
  readonly #lanes: LaneOptions[] = [];
  readonly #onReport: ((report: LaneReport) => void)[] = [];
  readonly #outboxes: (() => void)[] = [];
  readonly #spareBuffers: ArrayBuffer[] = [];
  /** What resolves a flush, by its id. */
  readonly #flushes = new Map<number, () => void>();
  #lastFlush = 0;
  #post: Post | undefined;
  #isStarting = false;
  #port: MessagePort | undefined;
  #restarts = 0;
  #startedAtMs = 0;
  readonly #account = new HandOverAccount();
  /** Once; what comes later is delivered in the same way. */
  #isFinished = false;
  /** Something was not delivered because the process had to end. */
  #isLateAtEnd = false;

  constructor({ onLeftDropped, ...options }: CourierThreadOptions) {
    this.#options = options;
    this.#onLeftDropped = onLeftDropped;
  }

  /** @param handOver gives the courier what was encoded and waits */
  addOutbox(handOver: () => void): void {
    this.#outboxes.push(handOver);
  }

  /** Only before the first hand-over. Returns the number of the lane. */
  addLane(options: LaneOptions, onReport: (report: LaneReport) => void): number {
    this.#onReport.push(onReport);
    return this.#lanes.push(options) - 1;
  }

  /** Handed over, and not taken by the courier yet, as far as this thread has heard. */
  get untakenBytes(): number {
    return this.#account.untakenBytes;
  }

  /** Whether the courier has not taken so many bytes yet; looks what it took while this thread had no time to hear of it. */
  hasUntaken(maxBytes: number): boolean {
    if (this.untakenBytes >= maxBytes && this.#port !== undefined) this.#receiveAll(this.#port);
    return this.untakenBytes >= maxBytes;
  }

  /** One that came back from the courier. */
  spareBuffer(): Buffer | undefined {
    const buffer = this.#spareBuffers.pop();
    return buffer && Buffer.from(buffer);
  }

  postChunk(chunk: Chunk): void {
    const { lane, itemCount } = chunk;
    this.#account.addChunk({ lane, itemCount, byteCount: chunk.runs.at(-1) ?? 0 });
    this.post({ type: 'chunk', chunk }, [chunk.buffer]);
  }

  /** So that its thread is there when the first chunk is. */
  startSoon(): void {
    if (this.#post !== undefined || this.#isStarting) return;
    this.#isStarting = true;
    setImmediate(() => {
      this.#isStarting = false;
      this.#post ??= this.#start();
    }).unref();
  }

  /** Starts the thread of a process that has nothing to send when killed ones left something. Returns the undo. */
  startForLeft(): () => void {
    const { spool } = this.#options;
    if (spool === undefined || this.#lanes.length === 0) return () => undefined;
    const timer = setTimeout(() => {
      process.getBuiltinModule('node:fs').readdir(spool.folder, (_error, names) => {
        if (names !== undefined && names.length > 0) this.startSoon();
      });
    }, lookForLeftAfterMs).unref();
    return () => clearTimeout(timer);
  }

  post(message: ToCourier, transfer: readonly ArrayBuffer[] = []): void {
    const handedOver = message.type === 'chunk' ? message.chunk : message;
    if ('itemCount' in handedOver) this.#account.open(handedOver.lane, handedOver.itemCount);
    this.#post ??= this.#start();
    this.#post(message, transfer);
  }

  /** Resolves when all that was posted before is delivered, or could not be delivered now. */
  flush(mayWait = false): Promise<void> {
    if (this.#post === undefined) return Promise.resolve();
    const id = ++this.#lastFlush;
    return new Promise((resolve) => {
      this.#flushes.set(id, resolve);
      this.post({ type: 'flush', id, mayWait });
    });
  }

  /** Whether what is handed over in the `exit` event still gets somewhere: to the thread, or on disk. */
  get isOfUseAtEnd(): boolean {
    return this.#post === undefined || this.#port !== undefined || this.#options.spool !== undefined;
  }

  /** The last flush, while this thread does nothing else. Returns whether all was delivered, refused, or kept on disk in time. */
  finishNow(timeoutMs: number): boolean {
    const done = this.#postFinish(++this.#lastFlush, timeoutMs, false);
    if (done === undefined) return true;
    const port = this.#port;
    // on this thread nothing can be sent any more
    if (port === undefined) return !this.#hasOpenItems() && !this.#isLateAtEnd;
    const isInTime = Atomics.wait(done, 0, notDone, timeoutMs) !== 'timed-out';
    this.#receiveAll(port);
    return isInTime && !this.#isLateAtEnd;
  }

  /** The last flush, for an ending that can wait; never rejects. */
  finish(timeoutMs: number): Promise<void> {
    const id = ++this.#lastFlush;
    return new Promise((resolve) => {
      this.#flushes.set(id, resolve);
      if (this.#postFinish(id, timeoutMs, true) === undefined) this.#settle(id);
    });
  }

  /**
   * Undefined when there is nothing to finish.
   * @param mayWait whether what is in memory only may take more than one attempt
   */
  #postFinish(id: number, timeoutMs: number, mayWait: boolean): Int32Array | undefined {
    for (const handOver of this.#outboxes) handOver();
    if (this.#post === undefined || (this.#isFinished && !this.#hasOpenItems())) return undefined;
    const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.post({ type: 'finish', id, deadlineMs: sharedNowMs() + timeoutMs, mayWait, done });
    this.#isFinished = true;
    return done;
  }

  #hasOpenItems(): boolean {
    return this.#account.openLanes().length > 0;
  }

  #start(): Post {
    this.#startedAtMs = performance.now();
    const { post, port } = startCourier({ ...this.#options, lanes: this.#lanes }, (message) => this.#receive(message), (cause) => this.#bury(cause));
    this.#port = port;
    return post;
  }

  /** The thread has died: what it had is in the spool, and the next one takes it over; the rest is lost. */
  #bury(cause: unknown): void {
    if (performance.now() - this.#startedAtMs >= ranWellMs) this.#restarts = 0;
    const isLast = ++this.#restarts > maxRestarts;
    const reason = `the thread that delivers telemetry has ended${cause === undefined ? '' : ` (${describeErrorWithoutMessage(cause)})`}`;
    reportProblem('export-failed', `${reason} and is ${isLast ? 'not started again' : 'started again'}.`);
    if (this.#port !== undefined) {
      this.#receiveAll(this.#port);
      this.#port.close();
    }
    this.#port = undefined;
    this.#post = isLast ? (message) => this.#lose(message) : undefined;
    for (const { lane, itemCount } of this.#account.takeAllChunks()) this.#reportEnded('lost', lane, itemCount);
    for (const { lane, items } of this.#account.openLanes()) this.#reportEnded(this.#options.spool === undefined ? 'lost' : 'kept', lane, items);
    this.#settleUpTo(this.#lastFlush);
  }

  /** What is handed over when no thread is left to take it. */
  #lose(message: ToCourier): void {
    if (message.type === 'chunk') {
      this.#receive({ type: 'buffer', buffer: message.chunk.buffer });
      this.#reportEnded('lost', message.chunk.lane, message.chunk.itemCount);
    } else if (message.type === 'request') this.#reportEnded('lost', message.lane, message.itemCount);
    else this.#settleUpTo(message.id);
  }

  #reportEnded(outcome: 'lost' | 'kept', lane: number, items: number): void {
    this.#takeReport({ outcome, lane, items, code: 'courier-ended', reason: 'the thread that delivers telemetry has ended', durationMs: 0 });
  }

  /** What has come and was not read yet. */
  #receiveAll(port: MessagePort): void {
    for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
      this.#receive((received as { readonly message: FromCourier }).message);
    }
  }

  #receive(message: FromCourier): void {
    switch (message.type) {
      case 'report':
        this.#takeReport(message.report);
        break;
      case 'buffer':
        this.#account.takeChunk();
        if (message.buffer.byteLength <= maxSpareBytes && this.#spareBuffers.length < maxSpareBuffers) this.#spareBuffers.push(message.buffer);
        break;
      case 'flushed':
        this.#settle(message.id);
        break;
      case 'finished':
        this.#settleUpTo(message.id);
        break;
      case 'problem':
        reportProblem(message.code, message.detail);
        break;
      case 'spool':
        this.spoolState = message.state;
        break;
      case 'left-dropped':
        this.#onLeftDropped?.(message.drop);
    }
  }

  #takeReport(report: LaneReport): void {
    const { outcome, items, code, lane } = report;
    if (endsWaiting(report)) this.#account.close(lane, items);
    if (outcome === 'lost' && code === 'shutdown') this.#isLateAtEnd = true;
    this.#onReport[lane]?.(report);
  }

  #settleUpTo(lastId: number): void {
    for (const id of this.#flushes.keys()) if (id <= lastId) this.#settle(id);
  }

  #settle(id: number): void {
    this.#flushes.get(id)?.();
    this.#flushes.delete(id);
  }
}
