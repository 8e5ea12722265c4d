/** An in-process OTLP receiver for tests and for `otel-distro dev`: listens, decodes, keeps, and lets tests wait for what should arrive. */
import type { DecodedLogRecord, DecodedMetric, DecodedRecords, DecodedSpan } from '../otlp/records.js';
import { InvalidArgumentError } from '../support/invalid-argument.js';
import { buildTraceTree, type TraceTree } from '../otlp/trace-tree.js';
import type { Endpoint } from './endpoint.js';
import { checkExpectation, type Expectation, type Found, listTitles, searchFor } from './expectation.js';
import { startGrpcEndpoint } from './grpc-endpoint.js';
import { startHttpEndpoint } from './http-endpoint.js';
import { Intake, messageOf } from './intake.js';
import { show } from './match.js';
import type { PlayedResponse, ReceivedRecords, ReceivedRequest, ResponsePlayer } from './received-request.js';

export interface ReceiverOptions {
  /** @default 0, any free port */
  readonly httpPort?: number;
  /** `false` for no gRPC. @default 0, any free port */
  readonly grpcPort?: number | false;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Largest body, compressed and decompressed. @default 67108864 (64 MiB) */
  readonly maxBodyBytes?: number;
  /** `false` keeps nothing: records reach only the listeners of `on`. @default true */
  readonly keep?: boolean;
}

export interface WaitOptions {
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * `waitFor` waited in vain; the message shows what came nearest.
 *
 * @example
 * import { startReceiver, WaitTimeoutError } from '@org/otel-distro/testing';
 * const receiver = await startReceiver();
 * try {
 *   await receiver.waitFor({ spans: 'charge card' }, { timeoutMs: 50 });
 * } catch (error) {
 *   if (!(error instanceof WaitTimeoutError)) throw error;
 *   console.log(error.code, error.message); // WAIT_TIMEOUT waited 50 ms in vain: no span matches 'charge card'; …
 * }
 * await receiver.close();
 */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'WAIT_TIMEOUT';
}

export interface Receiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT` with http/protobuf and http/json. */
  readonly url: string;
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT` with grpc; empty when gRPC is off. */
  readonly grpcUrl: string;
  /** What was accepted so far, in order of arrival. The lists are live. */
  readonly spans: readonly DecodedSpan[];
  readonly logs: readonly DecodedLogRecord[];
  readonly metrics: readonly DecodedMetric[];
  /** All export requests, also those that were refused. */
  readonly requests: readonly ReceivedRequest[];
  /** Malformed requests, and errors of the functions given to `on` and `respondWith`. */
  readonly problems: readonly string[];
  /** Forgets everything that was received; played responses stay. */
  clear(): void;
  /**
   * Resolves as soon as everything expected has arrived.
   * @throws {WaitTimeoutError} after `timeoutMs`, or when the receiver is closed
   * @throws an error with `code` `INVALID_ARGUMENT` when nothing is expected or a key is unknown
   */
  waitFor(expectation: Expectation, options?: WaitOptions): Promise<Found>;
  /**
   * Resolves to the first truthy value that the function returns; an error that it throws means "not yet".
   * @throws {WaitTimeoutError} after `timeoutMs`, with the last error as cause
   */
  waitFor<Value>(predicate: (receiver: Receiver) => Value, options?: WaitOptions): Promise<NonNullable<Value>>;
  spansNamed(name: string | RegExp): DecodedSpan[];
  /** The spans and log records of one trace as a tree. */
  traceTree(traceId: string): TraceTree;
  /** Plays this answer to every request from now on, or to the next `times`; without arguments all is healthy again. */
  respondWith(response?: PlayedResponse | ResponsePlayer, options?: { readonly times?: number }): void;
  /** Calls the listener with the records of each accepted request. Returns the undo. */
  on(listener: (records: ReceivedRecords) => void): () => void;
  /** Resolves when no client is connected any more, or after `timeoutMs`. @default 1000 */
  drained(timeoutMs?: number): Promise<void>;
  /** Ends all connections, also those that hang. May be called twice. */
  close(): Promise<void>;
}

/** How often a predicate is asked when nothing arrives: it may look at other things as well. */
const pollMs = 50;

/**
 * Starts a receiver for OTLP over http/protobuf, http/json and gRPC. It keeps the process alive until `close()`.
 *
 * @param options by default any free ports of 127.0.0.1
 * @throws an error with `code` `INVALID_ARGUMENT` for a port that is none
 * @throws what the system says, when a port is taken: an error whose `code` is `EADDRINUSE`
 *
 * @example
 * import { spawn } from 'node:child_process';
 * import { once } from 'node:events';
 * import { startReceiver } from '@org/otel-distro/testing';
 * const receiver = await startReceiver();
 * const app = `import { withSpan } from '@org/otel-distro'; withSpan('charge card', () => undefined);`;
 * const child = spawn('node', ['--import', '@org/otel-distro/register', '--input-type=module', '--eval', app], {
 *   env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
 * });
 * const { spans } = await receiver.waitFor({ spans: 'charge card' });
 * console.log(spans[0]?.kind); // internal
 * await once(child, 'close');
 * await receiver.close();
 */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  checkPort('httpPort', options.httpPort);
  if (options.grpcPort !== false) checkPort('grpcPort', options.grpcPort);
  const receiver = new LiveReceiver(options.keep ?? true, options.maxBodyBytes ?? 64 * 1024 * 1024);
  await receiver.open(options);
  return receiver;
}

function checkPort(option: string, port: unknown = 0): void {
  if (Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535) return;
  throw new InvalidArgumentError(`startReceiver: ${option} is ${show(port)}, expected an integer from 0 (any free port) to 65535`);
}

class LiveReceiver implements Receiver {
  url = '';
  grpcUrl = '';
  readonly spans: DecodedSpan[] = [];
  readonly logs: DecodedLogRecord[] = [];
  readonly metrics: DecodedMetric[] = [];
  readonly requests: ReceivedRequest[] = [];
  readonly problems: string[] = [];
  readonly #keep: boolean;
  readonly #maxBodyBytes: number;
  readonly #intake: Intake;
  readonly #endpoints: Endpoint[] = [];
  readonly #listeners = new Set<(records: ReceivedRecords) => void>();
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(keep: boolean, maxBodyBytes: number) {
    this.#keep = keep;
    this.#maxBodyBytes = maxBodyBytes;
    const observer = {
      arrived: (request: ReceivedRequest) => this.#arrived(request),
      accepted: (records: ReceivedRecords) => this.#accepted(records),
      failed: (problem: string) => this.#failed(problem),
    };
    this.#intake = new Intake(observer, maxBodyBytes);
  }

  async open({ httpPort = 0, grpcPort = 0, host = '127.0.0.1' }: ReceiverOptions): Promise<void> {
    const shared = { host, maxBodyBytes: this.#maxBodyBytes, intake: this.#intake };
    const http = await startHttpEndpoint({ ...shared, port: httpPort });
    this.#endpoints.push(http);
    this.url = http.url;
    if (grpcPort === false) return;
    try {
      const grpc = await startGrpcEndpoint({ ...shared, port: grpcPort });
      this.#endpoints.push(grpc);
      this.grpcUrl = grpc.url;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  clear(): void {
    for (const list of [this.spans, this.logs, this.metrics, this.requests, this.problems]) list.length = 0;
  }

  waitFor(expectation: Expectation, options?: WaitOptions): Promise<Found>;
  waitFor<Value>(predicate: (receiver: Receiver) => Value, options?: WaitOptions): Promise<NonNullable<Value>>;
  async waitFor(wanted: Expectation | ((receiver: Receiver) => unknown), { timeoutMs = 10_000 }: WaitOptions = {}): Promise<unknown> {
    if (typeof wanted === 'function') {
      const state: { error?: unknown } = {};
      const value = await this.#poll(timeoutMs, () => {
        try {
          delete state.error;
          return wanted(this);
        } catch (error) {
          state.error = error;
          return undefined;
        }
      });
      if (value) return value;
      const reason = 'error' in state ? messageOf(state.error) : 'the function returned no truthy value';
      throw new WaitTimeoutError(`${this.#gaveUp(timeoutMs)}: ${reason}\n  ${this.#summary()}`, { cause: state.error });
    }
    checkExpectation(wanted);
    const found = await this.#poll(timeoutMs, () => {
      const search = searchFor(wanted, this);
      return search.misses.length === 0 ? search.found : undefined;
    });
    if (found) return found;
    const { misses } = searchFor(wanted, this);
    throw new WaitTimeoutError([`${this.#gaveUp(timeoutMs)}:`, ...misses, this.#summary()].join('\n  '));
  }

  spansNamed(name: string | RegExp): DecodedSpan[] {
    return this.spans.filter((span) => (typeof name === 'string' ? span.name === name : span.name.search(name) >= 0));
  }

  traceTree(traceId: string): TraceTree {
    const ofTrace = (record: DecodedSpan | DecodedLogRecord): boolean => record.traceId === traceId;
    return buildTraceTree(this.spans.filter(ofTrace), this.logs.filter(ofTrace));
  }

  respondWith(response?: PlayedResponse | ResponsePlayer, { times = Infinity }: { readonly times?: number } = {}): void {
    if (response === undefined) {
      this.#intake.player = undefined;
      return;
    }
    let left = times;
    this.#intake.player = (request) => {
      if (left-- <= 0) return undefined;
      return typeof response === 'function' ? response(request) : response;
    };
  }

  on(listener: (records: ReceivedRecords) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async drained(timeoutMs = 1000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    // two looks in a row: a connection that waits in the backlog is counted only after the event loop went round
    for (let quiet = 0; quiet < 2 && Date.now() < deadline; ) {
      const counts = await Promise.all(this.#endpoints.map((endpoint) => endpoint.connectionCount()));
      quiet = counts.every((count) => count === 0) ? quiet + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#endpoints.splice(0).map((endpoint) => endpoint.close()));
  }

  #arrived(request: ReceivedRequest): void {
    if (this.#keep) this.requests.push(request);
    this.#wake();
  }

  #accepted(records: ReceivedRecords): void {
    if (this.#keep) {
      for (const span of records.spans) this.spans.push(span);
      for (const log of records.logs) this.logs.push(log);
      for (const metric of records.metrics) this.metrics.push(metric);
    }
    for (const listener of this.#listeners) {
      try {
        listener(records);
      } catch (error) {
        this.#failed(`on: ${messageOf(error)}`);
      }
    }
    this.#wake();
  }

  #failed(problem: string): void {
    if (this.#keep) this.problems.push(problem);
  }

  #wake(): void {
    for (const check of this.#waiting) check();
  }

  /** Asks on every arrival and every 50 ms; resolves to the first truthy answer, or to undefined. */
  #poll<Value>(timeoutMs: number, ask: () => Value): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + timeoutMs;
      const stop = (): void => {
        clearInterval(timer);
        this.#waiting.delete(check);
      };
      const check = (): void => {
        try {
          const value = ask();
          if (!value && Date.now() < deadline && !this.#closed) return;
          stop();
          resolve(value || undefined);
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const timer = setInterval(check, pollMs);
      this.#waiting.add(check);
      check();
    });
  }

  #gaveUp(timeoutMs: number): string {
    return this.#closed ? 'the receiver was closed while a test waited' : `waited ${timeoutMs} ms in vain`;
  }

  #summary(): string {
    const { spans, logs, metrics, requests, problems }: DecodedRecords & Pick<Receiver, 'requests' | 'problems'> = this;
    const refused = requests.filter((request) => !request.accepted).length;
    const counts = `received: ${spans.length} spans, ${logs.length} log records, ${metrics.length} metrics in ${requests.length} requests`;
    const refusals = refused === 0 ? '' : `, ${refused} not accepted`;
    const problem = problems.length === 0 ? '' : `\n  problems: ${problems.slice(0, 5).join('; ')}`;
    return `${counts}${refusals}${spans.length === 0 ? '' : `\n  spans${listTitles(spans)}`}${problem}`;
  }
}
