/** Counts what is delivered and what is not, and says so: once when an endpoint fails, then seldom, once when it works again. */
import { logDiagnostic, reportProblem } from '../diagnostics/log.js';
import type { ProblemCode } from '../diagnostics/problems.js';
import type { LeftDrop } from './courier/messages.js';
import type { DeliveryError } from './delivery-error.js';
import { itemNames, signals, type Signal } from './exporter.js';

/** Of one signal since start, in spans, metric points or log records. */
export interface DeliveryCounts {
  exported: number;
  failed: number;
  lastError?: { readonly code: string; readonly reason: string; readonly atMs: number };
}

/** What one exporter tells the reporter. */
export interface ExportObserver {
  succeeded(items: number): void;
  failed(items: number, error: DeliveryError): void;
  /** An attempt failed, and another one will be made. */
  retried(error: DeliveryError): void;
  /** It does not work for so long, and what waits for it is kept. */
  delayed(error: DeliveryError, forMs: number): void;
  /** The process ends; the next one that uses the spool sends these. */
  kept(items: number, error: DeliveryError): void;
  /** Before `succeeded`: the collector took the request but refused these of its items (partial_success); 0 = only a warning. */
  rejected(items: number, error: DeliveryError): void;
  /** There was no room for these, which is already reported. */
  dropped(items: number): void;
  /** These could not be encoded, which is already reported; the endpoint has nothing to do with it. */
  leftOut(items: number): void;
}

/** A collector that restarts is not worth a line. */
const announceAfterMs = 5_000;
const repeatAfterMs = 5 * 60_000;

/** Codes of what the collector answered, or of the spool: each signal that loses something by it has a line. */
const isOfSignal = /^(?:HTTP |gRPC |not-|spool-)/;

/** The state of one address: signals that fail for the same reason on the way there share their lines. */
interface EndpointHealth {
  readonly failing: Set<Signal>;
  /** Why the last attempt of a request failed that is still being tried. */
  readonly retried: Map<Signal, string>;
  /** A failure was written since the endpoint worked last. */
  isAnnounced: boolean;
  readonly writtenAtMs: Map<string, number>;
  /** Not delivered since the last line. */
  readonly lost: Map<Signal, number>;
}

export class ExportReporter {
  /** In memory, for a health page. */
  readonly counts: Readonly<Record<Signal, DeliveryCounts>> = {
    traces: { exported: 0, failed: 0 },
    metrics: { exported: 0, failed: 0 },
    logs: { exported: 0, failed: 0 },
  };
  /** Items that never arrive, by signal and by reason: the code of the error. */
  readonly dropped: Readonly<Record<Signal, Map<string, number>>> = { traces: new Map(), metrics: new Map(), logs: new Map() };
  readonly #health = new Map<string, EndpointHealth>();
  readonly #now: () => number;

  /** @param now milliseconds since the epoch; tests bring their own clock */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param endpoint an address, whose credentials and query are cut off here, or a word such as `console` */
  observe(signal: Signal, endpoint: string): ExportObserver {
    const { address, shown } = describeEndpoint(endpoint);
    const health = this.#healthOf(address);
    let refusedItems = 0;
    return {
      retried: (error) => void health.retried.set(signal, `${shown} does not take ${signal}: ${error.message}`),
      succeeded: (items) => {
        health.retried.delete(signal);
        this.counts[signal].exported += items - refusedItems;
        refusedItems = 0;
        if (health.failing.delete(signal) && health.failing.size === 0) recover(address, health);
      },
      failed: (items, error) => {
        health.retried.delete(signal);
        health.failing.add(signal);
        this.#countLost(signal, items, error, health);
        const detail = `${shown} does not take ${signal}: ${error.message}; what is not delivered is lost.`;
        // an address where nobody answers says the same for all
        if (isOfSignal.test(error.code)) this.#write(`${error.code} lost ${signal}`, health, detail, [signal]);
        else this.#write(error.code, health, detail);
      },
      delayed: (error, forMs) => {
        health.retried.set(signal, `${shown} does not take ${signal}: ${error.message}`);
        if (forMs < announceAfterMs) return;
        health.failing.add(signal);
        this.#write(error.code, health, `${shown} does not take ${signal}: ${error.message}; they are kept and sent again.`);
      },
      kept: (items, error) => {
        health.retried.delete(signal);
        this.#write(`${error.code} kept ${signal}`, health, `${shown} does not take ${signal}: ${error.message}; ${items} ${itemNames[signal][1]} are kept in the spool and sent by the next start.`);
      },
      rejected: (items, error) => {
        refusedItems += items;
        this.#countLost(signal, items, error, health);
        this.#write(`${error.code} ${signal}`, health, `${shown} refused a part of the ${signal}: ${error.message}; that part is lost.`);
      },
      dropped: (items) => this.#countFailed(signal, items, 'queue-full' satisfies ProblemCode, 'there was no room for more'),
      leftOut: (items) => this.#countFailed(signal, items, 'record-invalid' satisfies ProblemCode, 'it cannot be encoded'),
    };
  }

  /** The spool gave these up, of which no exporter of this process knows; it is reported already. */
  leftDropped({ signal, items, code, reason }: LeftDrop): void {
    this.#countFailed(signal, items, code, reason);
  }

  /** What stands in the way of a request that is still being tried; undefined when there is none. */
  describeTrouble(): string | undefined {
    return [...this.#health.values()].flatMap(({ retried }) => [...retried.values()])[0];
  }

  #healthOf(address: string): EndpointHealth {
    let health = this.#health.get(address);
    if (health === undefined) {
      health = { failing: new Set(), retried: new Map(), isAnnounced: false, writtenAtMs: new Map(), lost: new Map() };
      this.#health.set(address, health);
    }
    return health;
  }

  #countLost(signal: Signal, items: number, error: DeliveryError, health: EndpointHealth): void {
    this.#countFailed(signal, items, error.code, error.message);
    health.lost.set(signal, (health.lost.get(signal) ?? 0) + items);
  }

  #countFailed(signal: Signal, items: number, code: string, reason: string): void {
    const counts = this.counts[signal];
    counts.failed += items;
    if (items > 0) this.dropped[signal].set(code, (this.dropped[signal].get(code) ?? 0) + items);
    counts.lastError = { code, reason, atMs: this.#now() };
  }

  /** The same reason at the same address at most every five minutes; from the second line on with what was lost meanwhile. */
  #write(reasonCode: string, health: EndpointHealth, detail: string, about: readonly Signal[] = signals): void {
    const nowMs = this.#now();
    const writtenAtMs = health.writtenAtMs.get(reasonCode);
    if (writtenAtMs !== undefined && Math.abs(nowMs - writtenAtMs) < repeatAfterMs) return;
    health.writtenAtMs.set(reasonCode, nowMs);
    health.isAnnounced = true;
    if (writtenAtMs === undefined) {
      // The first one will be counted in the next line together with what follows.
      reportProblem('export-failed', detail, nowMs);
      return;
    }
    logDiagnostic('warn', `${'export-failed' satisfies ProblemCode}: ${detail} Not delivered since the last line: ${listLost(health, about)}.`);
    for (const signal of about) health.lost.delete(signal);
  }
}

function describeEndpoint(endpoint: string): { address: string; shown: string } {
  if (/^\w+$/.test(endpoint)) return { address: endpoint, shown: endpoint };
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // What is no address is not shown: it may be `user:password@host`.
  if (url === undefined || url.host === '') return { address: 'unknown', shown: 'The configured endpoint' };
  const address = `${url.protocol}//${url.host}`;
  return { address, shown: address + url.pathname.replace(/\/$/, '') };
}

function recover(address: string, health: EndpointHealth): void {
  if (health.isAnnounced) {
    logDiagnostic('info', `${'export-recovered' satisfies ProblemCode}: ${address} takes telemetry again. Not delivered meanwhile: ${listLost(health)}.`);
  }
  health.isAnnounced = false;
  health.lost.clear();
}

function listLost({ lost }: EndpointHealth, about: readonly Signal[] = signals): string {
  const parts = about.flatMap((signal) => {
    const items = lost.get(signal) ?? 0;
    return items === 0 ? [] : [`${items} ${itemNames[signal][1]}`];
  });
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
