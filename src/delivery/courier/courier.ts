/** Takes encoded telemetry from the app thread, keeps it until a collector has it, and tells what became of it. */
import type { ProblemCode } from '../../diagnostics/problems.js';
import { frameRequest } from '../../otlp/encode/framing.js';
import { toDeliveryError } from '../delivery-error.js';
import { settlesWithin } from '../../support/deadline.js';
import { openSpool } from '../spool/spool.js';
import type { Spool, SpoolDrop, SpoolProblem, SpoolRoute } from '../spool/spool-types.js';
import { Lane } from './lane.js';
import { createLaneTransport, type LaneTransport } from './lane-transport.js';
import { sharedNowMs, type Chunk, type CourierOptions, type FromCourier, type LaneEvent, type LaneOptions, type ToCourier } from './messages.js';
import { routesOf } from './routes.js';
import { Shelf } from './shelf.js';
import { spoolDropError } from './spool-drop-error.js';
import { takeInSlices } from './take-in-slices.js';

export type Send = (message: FromCourier, transfer?: readonly ArrayBuffer[]) => void;

/** What other processes left is sent after what the app does at its start. */
const leftAfterMs = 1_000;
/** Others that share the folder may be killed later. */
const leftIntervalMs = 30_000;
const spoolStateIntervalMs = 5_000;
/** Of the time limit of an ending: the rest is for telling what became of what was not sent. */
const usableShare = 0.9;

export class Courier {
  readonly #options: CourierOptions;
  readonly #send: Send;
  readonly #spool: Spool | undefined;
  readonly #shelf: Shelf;
  readonly #lanes: readonly Lane[];
  /** Of the lanes. */
  readonly #routes: readonly SpoolRoute[];
  #dropTimer: NodeJS.Immediate | undefined;
  #isTakingLeft = false;

  constructor(options: CourierOptions, send: Send) {
    this.#options = options;
    this.#send = send;
    const { spool, maxMemoryBytes } = options;
    this.#spool = spool && openSpool({ ...spool, onProblem: (problem) => send({ type: 'problem', code: codeOf(problem), detail: problem.detail }), onDropped: (drop) => this.#noteDrop(drop) });
    this.#shelf = new Shelf(this.#spool, maxMemoryBytes);
    this.#routes = routesOf(options.lanes);
    this.#lanes = options.lanes.map((lane, index) => this.#createLane(lane, index));
    if (this.#spool === undefined) return;
    setTimeout(() => this.#takeLeft(), leftAfterMs).unref();
    setInterval(() => this.#takeLeft(), leftIntervalMs).unref();
    setInterval(() => this.#tellSpoolState(), spoolStateIntervalMs).unref();
  }

  receive(message: ToCourier): void {
    switch (message.type) {
      case 'chunk':
        this.#take(message.chunk.lane, this.#frame(message.chunk), message.chunk.itemCount);
        this.#send({ type: 'buffer', buffer: message.chunk.buffer }, [message.chunk.buffer]);
        break;
      case 'request':
        this.#take(message.lane, message.body, message.itemCount);
        break;
      case 'flush':
        void Promise.all(this.#lanes.map((lane) => lane.flush(message.mayWait))).then(() => this.#send({ type: 'flushed', id: message.id }));
        break;
      case 'finish':
        void this.#finish(message.deadlineMs, message.mayWait).finally(() => {
          this.#send({ type: 'finished', id: message.id });
          Atomics.store(message.done, 0, 1);
          Atomics.notify(message.done, 0);
        });
    }
  }

  #createLane(options: LaneOptions, index: number): Lane {
    const report = (event: LaneEvent): void => this.#send({ type: 'report', report: { lane: index, ...event } });
    return new Lane({ ...options, transport: this.#createTransport(options), shelf: this.#shelf, report });
  }

  #createTransport(options: LaneOptions): LaneTransport {
    try {
      return createLaneTransport(options, this.#options.proxies);
    } catch (cause) {
      const error = toDeliveryError(cause);
      // the next start may have better settings
      return { send: () => Promise.resolve({ kind: 'later', error, waitMs: undefined, mayPass: false }), shutdown: () => undefined };
    }
  }

  #take(lane: number, body: Uint8Array, itemCount: number): void {
    const parcel = this.#shelf.put(this.#routes[lane]!, body, itemCount);
    if (parcel === undefined) {
      const reason = 'there is no room for more, neither in memory nor in the spool';
      this.#send({ type: 'report', report: { lane, outcome: 'lost', items: itemCount, code: 'queue-full', reason, durationMs: 0 } });
      return;
    }
    this.#lanes[lane]!.add(parcel);
  }

  #tellSpoolState(): void {
    if (this.#spool !== undefined) this.#send({ type: 'spool', state: this.#spool.status() });
  }

  #noteDrop({ reason, signal, unclaimedItems: items }: SpoolDrop): void {
    const { code, message } = spoolDropError(reason);
    if (items > 0) this.#send({ type: 'left-dropped', drop: { signal, items, code, reason: message } });
    // once for all drops of this moment
    this.#dropTimer ??= setImmediate(() => this.#dropGone()).unref();
  }

  #dropGone(): void {
    clearImmediate(this.#dropTimer);
    this.#dropTimer = undefined;
    for (const lane of this.#lanes) lane.dropGone();
  }

  /** There may be a day of it, and what this process hands over must not wait for that. */
  #takeLeft(): void {
    if (this.#spool === undefined || this.#isTakingLeft) return;
    this.#isTakingLeft = true;
    const laneOf = ({ signal, exporterIndex }: SpoolRoute): Lane | undefined => this.#lanes[this.#routes.findIndex((route) => route.signal === signal && route.exporterIndex === exporterIndex)];
    takeInSlices(this.#spool.takeLeft((route) => laneOf(route) !== undefined), {
      take: ({ ticket, entry }) => laneOf(entry)?.addLeft({ itemCount: entry.itemCount, byteCount: entry.body.length, ticket, body: undefined }),
      onDone: () => (this.#isTakingLeft = false),
    });
  }

  async #finish(deadlineMs: number, mayWait: boolean): Promise<void> {
    await settlesWithin(Promise.all(this.#lanes.map((lane) => lane.finish(mayWait))), (deadlineMs - sharedNowMs()) * usableShare);
    this.giveUp();
  }

  /** Nothing is sent any more; what is on disk is left to the next process. */
  giveUp(): void {
    this.#dropGone();
    for (const lane of this.#lanes) lane.giveUp();
    this.#shelf.close();
  }

  /** Records of the same scope stand together. */
  #frame({ buffer, runs, scopes, resource }: Chunk): Uint8Array {
    const records = scopes.map((): Uint8Array[] => []);
    for (let run = 0, start = 0; run < runs.length; run += 2) {
      const end = runs[run + 1]!;
      records[runs[run]!]!.push(new Uint8Array(buffer, start, end - start));
      start = end;
    }
    const parts = {
      resource: resource.bytes,
      resourceSchemaUrl: resource.schemaUrl,
      scopes: scopes.map(({ bytes, schemaUrl }, index) => ({ scope: bytes, schemaUrl, records: records[index]! })),
    };
    return frameRequest(parts, (byteCount) => this.#shelf.pool.take(byteCount));
  }
}

function codeOf({ kind }: SpoolProblem): ProblemCode {
  return kind === 'full' || kind === 'age' ? 'spool-dropped' : 'spool-unusable';
}
