/** What the app thread and the courier's thread tell each other. */
import type { MessagePort } from 'node:worker_threads';
import type { LogRecordExporterConfigModel, PushMetricExporterConfigModel, SpanExporterConfigModel } from '@opentelemetry/configuration';
import type { ProblemCode } from '../../diagnostics/problems.js';
import type { Signal } from '../exporter.js';
import type { ProxySettings } from '../proxy.js';
import type { SpoolState } from '../spool/spool-types.js';

/** One exporter of one signal: its telemetry is sent in order. Lanes are named by their index. */
export interface LaneOptions {
  readonly signal: Signal;
  readonly exporter: SpanExporterConfigModel | PushMetricExporterConfigModel | LogRecordExporterConfigModel;
  /** How long the first of a batch may wait for others. */
  readonly scheduledDelayMs: number;
  /** Records of a request. */
  readonly maxBatchItems: number;
}

export interface SpoolSettings {
  readonly folder: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** All that the courier needs to know; its thread reads no environment. */
export interface CourierOptions {
  readonly lanes: readonly LaneOptions[];
  readonly proxies: ProxySettings;
  /** Undefined = what waits is in memory only. */
  readonly spool: SpoolSettings | undefined;
  /** Of what waits in memory. */
  readonly maxMemoryBytes: number;
}

/** A clock that no setting of the time moves, and that shows the same in every thread. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** What `workerData` of the courier's thread is. */
export interface CourierStart {
  readonly options: CourierOptions;
  readonly port: MessagePort;
}

/** Encoded records of one lane in the order in which they ended. */
export interface Chunk {
  readonly lane: number;
  readonly buffer: ArrayBuffer;
  readonly itemCount: number;
  /** For each run of records of one scope: the index in `scopes`, and where the run ends in `buffer`. */
  readonly runs: readonly number[];
  readonly scopes: readonly EncodedScope[];
  readonly resource: EncodedResource;
}

export interface EncodedScope {
  /** The body of an `InstrumentationScope`. */
  readonly bytes: Uint8Array;
  readonly schemaUrl: string | undefined;
}

export interface EncodedResource {
  /** The body of a `Resource`. */
  readonly bytes: Uint8Array;
  readonly schemaUrl: string | undefined;
}

export type ToCourier =
  | { readonly type: 'chunk'; readonly chunk: Chunk }
  /** A request that is encoded as a whole. */
  | { readonly type: 'request'; readonly lane: number; readonly body: Uint8Array; readonly itemCount: number }
  | { readonly type: 'flush'; readonly id: number; readonly mayWait: boolean }
  /** The last message: all is sent or kept until then, by `sharedNowMs`; the thread may still have to start. */
  | { readonly type: 'finish'; readonly id: number; readonly deadlineMs: number; readonly mayWait: boolean; readonly done: Int32Array };

/**
 * `rejected`: the collector took the request but not these of its items. `delayed`: an attempt failed; they are kept and sent again.
 * `kept`: the process ends, or the courier's thread; the next one that uses the spool sends them. `lost`: for good.
 */
export type LaneOutcome = 'delivered' | 'rejected' | 'delayed' | 'kept' | 'lost';

/** What became of telemetry of one lane. */
export interface LaneEvent {
  readonly outcome: LaneOutcome;
  readonly items: number;
  /** Of the `DeliveryError`, where something failed. */
  readonly code: string;
  readonly reason: string;
  /** Of the request, or since the lane works no more. */
  readonly durationMs: number;
  /** These items are not of this thread: another process, or a thread that died, left them. */
  readonly isLeft?: boolean;
}

export interface LaneReport extends LaneEvent {
  readonly lane: number;
}

/** Whether the items of a report were handed over by this thread, and are settled now. */
export function endsWaiting({ outcome, isLeft }: LaneReport): boolean {
  return isLeft !== true && (outcome === 'delivered' || outcome === 'lost' || outcome === 'kept');
}

export type FromCourier =
  | { readonly type: 'report'; readonly report: LaneReport }
  /** A buffer that can be filled again. */
  | { readonly type: 'buffer'; readonly buffer: ArrayBuffer }
  | { readonly type: 'flushed'; readonly id: number }
  /** So is every flush before it. */
  | { readonly type: 'finished'; readonly id: number }
  | { readonly type: 'problem'; readonly code: ProblemCode; readonly detail: string }
  | { readonly type: 'spool'; readonly state: SpoolState }
  /** What other processes left was given up before a lane had it. */
  | { readonly type: 'left-dropped'; readonly drop: LeftDrop };

export interface LeftDrop {
  readonly signal: Signal;
  readonly items: number;
  /** Of the `DeliveryError`. */
  readonly code: string;
  readonly reason: string;
}
