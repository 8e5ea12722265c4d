/** Sends what dead processes left in a spool, as the courier would, from a process that does nothing else. */
import { settlesWithin } from '../../support/deadline.js';
import type { Signal } from '../exporter.js';
import type { ProxySettings } from '../proxy.js';
import { routeName } from '../spool/segment-name.js';
import { openSpool } from '../spool/spool.js';
import type { Spool, SpoolTicket } from '../spool/spool-types.js';
import { Lane } from './lane.js';
import { createLaneTransport, type LaneTransport } from './lane-transport.js';
import type { LaneEvent, LaneOptions, SpoolSettings } from './messages.js';
import { routesOf } from './routes.js';
import { Shelf } from './shelf.js';

export interface LeftOptions {
  readonly lanes: readonly LaneOptions[];
  readonly proxies: ProxySettings;
  readonly spool: SpoolSettings;
  readonly timeoutMs: number;
  readonly onProblem: (detail: string) => void;
}

/** Counts of spans, metric points or log records. */
export interface LeftSignal {
  delivered: number;
  /** By the collector, for good. */
  refused: number;
  /** In the spool, for the next attempt. */
  remaining: number;
  /** Why something was refused, or not sent. */
  reason: string | undefined;
}

export interface LeftReport {
  readonly signals: Readonly<Record<Signal, Readonly<LeftSignal>>>;
  /** Of all signals; they are dropped. */
  readonly tooOldItems: number;
}

const pollMs = 50;

/** @throws DeliveryError when a lane cannot work with its settings; then nothing was touched */
export async function sendLeft({ lanes, proxies, spool: settings, timeoutMs, onProblem }: LeftOptions): Promise<LeftReport> {
  const transports = lanes.map((lane) => createLaneTransport(lane, proxies));
  const spool = openSpool({ ...settings, onProblem: ({ detail }) => onProblem(detail) });
  const waiting = new Map<SpoolTicket, Signal>();
  const shelf = new Shelf(watchSpool(spool, waiting), 0);
  const tallies = { traces: nothingSent(), metrics: nothingSent(), logs: nothingSent() };
  const senders = new Map(routesOf(lanes).map((route, index) => [routeName(route), createSender(lanes[index]!, transports[index]!, shelf, tallies[route.signal])]));
  try {
    for (const { ticket, entry } of spool.takeLeft()) {
      const { signal, itemCount, body } = entry;
      waiting.set(ticket, signal);
      const sender = senders.get(routeName(entry));
      if (sender === undefined) tallies[signal].reason = 'no OTLP exporter is set for them';
      else sender.lane.add({ itemCount, byteCount: body.byteLength, ticket, body: undefined });
    }
    const deadlineMs = performance.now() + timeoutMs;
    await settlesWithin(Promise.all(Array.from(senders.values(), ({ sendAll }) => sendAll(deadlineMs))), timeoutMs);
    const describe = (signal: Signal): LeftSignal => ({ ...tallies[signal], remaining: countItems(waiting, signal) });
    return { signals: { traces: describe('traces'), metrics: describe('metrics'), logs: describe('logs') }, tooOldItems: spool.dropped.age.items };
  } finally {
    for (const { lane } of senders.values()) lane.giveUp();
    spool.close();
    for (const transport of transports) transport.shutdown();
  }
}

/** Keeps account of what is still there. */
function watchSpool(spool: Spool, waiting: Map<SpoolTicket, Signal>): Spool {
  return {
    ...spool,
    remove(ticket) {
      waiting.delete(ticket);
      spool.remove(ticket);
    },
  };
}

interface Sender {
  readonly lane: Lane;
  /** Resolves when all is sent or refused, another attempt is of no use, or the time is up. */
  sendAll(deadlineMs: number): Promise<void>;
}

/** @param tally counts what becomes of it */
function createSender(options: LaneOptions, transport: LaneTransport, shelf: Shelf, tally: LeftSignal): Sender {
  const state = { isDelayed: false, isTurnedAway: false };
  const lane = new Lane({
    ...options,
    scheduledDelayMs: 0,
    shelf,
    transport: {
      ...transport,
      // a wrong address or credential must not cost what the next attempt may deliver
      async send(body) {
        const outcome = await transport.send(body);
        if (outcome.kind !== 'refused' || outcome.mayFit) return outcome;
        state.isTurnedAway = true;
        return { kind: 'later', error: outcome.error, waitMs: undefined, mayPass: false };
      },
    },
    report(event) {
      state.isDelayed = event.outcome === 'delayed';
      count(tally, event);
    },
  });
  const { setTimeout: pause } = process.getBuiltinModule('node:timers/promises');
  const sendAll: Sender['sendAll'] = async (deadlineMs) => {
    await lane.flush();
    while (state.isDelayed && !state.isTurnedAway && performance.now() < deadlineMs) {
      await pause(pollMs);
      await lane.flush();
    }
  };
  return { lane, sendAll };
}

function count(tally: LeftSignal, { outcome, items, code, reason }: LaneEvent): void {
  if (outcome === 'delivered') tally.delivered += items;
  if (outcome === 'rejected') tally.delivered -= items;
  // what the spool gave up is counted by it
  if (outcome === 'rejected' || (outcome === 'lost' && !code.startsWith('spool-'))) tally.refused += items;
  if (reason !== '') tally.reason = reason;
}

function nothingSent(): LeftSignal {
  return { delivered: 0, refused: 0, remaining: 0, reason: undefined };
}

function countItems(waiting: ReadonlyMap<SpoolTicket, Signal>, signal: Signal): number {
  let items = 0;
  for (const [ticket, itsSignal] of waiting) if (itsSignal === signal) items += ticket.itemCount;
  return items;
}
