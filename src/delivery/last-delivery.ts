/**
 * Delivers what is still buffered in the `exit` event, when nothing asynchronous runs any more in this thread: a worker
 * thread sends it while this one waits.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { LogRecordExporterConfigModel, SpanExporterConfigModel } from '@opentelemetry/configuration';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { logDiagnostic, reportProblem } from '../diagnostics/log.js';
import { otlpEndpoint } from './connection-settings.js';
import { DeliveryError } from './delivery-error.js';
import type { ExportReporter } from './export-reporter.js';
import type { ProxySettings } from './proxy.js';

/** The export requests of one exporter, encoded here and sent by the worker. */
export interface LastRequests {
  readonly signal: 'traces' | 'logs';
  readonly exporter: SpanExporterConfigModel | LogRecordExporterConfigModel;
  readonly batches: readonly LastBatch[];
}

export interface LastBatch {
  /** OTLP protobuf. */
  readonly body: Uint8Array;
  readonly itemCount: number;
}

export interface LastDeliveryWork {
  readonly requests: readonly LastRequests[];
  readonly proxies: ProxySettings;
  /** Takes one list of `LastFailure`, before `done`. */
  readonly failures: MessagePort;
  /** The worker sets the one element to 1 when it is done. */
  readonly done: Int32Array;
}

export interface LastFailure {
  /** Index of the `LastRequests`. */
  readonly request: number;
  /** Of the batch. */
  readonly itemCount: number;
  /** Of the `DeliveryError`. */
  readonly code: string;
  readonly reason: string;
}

/** Gives what was buffered and not delivered; encodes it only when it is asked for. */
export type TakeUndelivered = () => LastRequests | undefined;

export class LastDelivery {
  private readonly sources: TakeUndelivered[] = [];
  private readonly workerFile: string;
  private readonly proxies: ProxySettings;
  private readonly reporter: ExportReporter;

  /** @param workerFile the bundled `last-delivery-worker` */
  constructor(workerFile: string, proxies: ProxySettings, reporter: ExportReporter) {
    this.workerFile = workerFile;
    this.proxies = proxies;
    this.reporter = reporter;
  }

  addSource(takeUndelivered: TakeUndelivered): void {
    this.sources.push(takeUndelivered);
  }

  /** Returns whether everything was sent, or found undeliverable, in time. */
  deliver(timeoutMs: number): boolean {
    const requests = this.sources.map(takeSafely).filter((request) => request !== undefined);
    if (requests.length === 0) return true;
    const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const { port1: results, port2: failures } = new MessageChannel();
    const workerData: LastDeliveryWork = { requests, proxies: this.proxies, failures, done };
    try {
      // neither the preload nor NODE_OPTIONS may run there
      const worker = new Worker(this.workerFile, { workerData, transferList: [failures], execArgv: [], env: {} });
      worker.unref();
      const isInTime = Atomics.wait(done, 0, 0, timeoutMs) !== 'timed-out';
      this.report(requests, receiveMessageOnPort(results));
      return isInTime;
    } catch (error) {
      logDiagnostic('debug', `last delivery: ${String(error)}`);
      return false;
    }
  }

  private report(requests: readonly LastRequests[], received: { readonly message: readonly LastFailure[] } | undefined): void {
    for (const { request: index, itemCount, code, reason } of received?.message ?? []) {
      const request = requests[index];
      if (request === undefined) continue;
      const observer = this.reporter.observe(request.signal, otlpEndpoint(request.signal, request.exporter));
      observer.failed(itemCount, new DeliveryError(code, reason));
    }
  }
}

/** What cannot be encoded must neither change the exit code nor hold back the rest. */
function takeSafely(take: TakeUndelivered): LastRequests | undefined {
  try {
    return take();
  } catch (error) {
    reportProblem('export-failed', `what was left at the end of the process cannot be encoded (${describeErrorWithoutMessage(error)}).`);
    return undefined;
  }
}
