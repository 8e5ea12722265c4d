/** Requests whose spans are known by name, and collectors that answer as a test says, for the tests of this folder. */
import type { LaneTransport, SendOutcome } from '../../../../src/delivery/courier/lane-transport.js';
import { Lane, type LaneParts } from '../../../../src/delivery/courier/lane.js';
import type { LaneEvent, LaneOutcome } from '../../../../src/delivery/courier/messages.js';
import { Shelf, type Parcel } from '../../../../src/delivery/courier/shelf.js';
import { DeliveryError } from '../../../../src/delivery/delivery-error.js';
import { decodeRecords } from '../../../../src/otlp/decode/decode.js';
import { tag, varint } from '../../otlp/wire.js';

/** A trace request with a span of each name. */
export function request(...names: readonly string[]): Uint8Array {
  return field(1, field(2, Buffer.concat(names.map((name) => field(2, field(5, Buffer.from(name)))))));
}

function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.from([...tag(number, 2), ...varint(content.length)]), content]);
}

export function namesIn(body: Uint8Array): string[] {
  return decodeRecords('traces', 'protobuf', body).spans.map(({ name }) => name);
}

export const delivered: SendOutcome = { kind: 'delivered', refusal: undefined };

export function later(waitMs?: number, code = 'HTTP 503'): SendOutcome {
  return { kind: 'later', error: new DeliveryError(code, 'it answered so'), waitMs, mayPass: true };
}

export function refused(code: string, mayFit: boolean): SendOutcome {
  return { kind: 'refused', error: new DeliveryError(code, 'it answered so'), mayFit };
}

export type PlayedAnswer = (names: readonly string[], attempt: number, body: Uint8Array) => SendOutcome | Promise<SendOutcome>;

export interface PlayedCollector extends LaneTransport {
  /** The spans of each request, in the order in which they came. */
  readonly requests: string[][];
  /** What it took, in the order in which it took it. */
  readonly taken: string[];
  /** Requests that were under way at the same time. */
  mostAtOnce: number;
}

export function playCollector(answer: PlayedAnswer): PlayedCollector {
  let underWay = 0;
  const collector: PlayedCollector = {
    requests: [],
    taken: [],
    mostAtOnce: 0,
    async send(body) {
      const names = namesIn(body);
      collector.requests.push(names);
      collector.mostAtOnce = Math.max(collector.mostAtOnce, ++underWay);
      try {
        const outcome = await answer(names, collector.requests.length, body);
        if (outcome.kind === 'delivered') collector.taken.push(...names);
        return outcome;
      } finally {
        underWay--;
      }
    },
    shutdown: () => undefined,
  };
  return collector;
}

/** Never answers. */
export function hang(): Promise<never> {
  return new Promise(() => {});
}

export interface TestLane {
  readonly lane: Lane;
  readonly shelf: Shelf;
  readonly events: LaneEvent[];
  add(...names: readonly string[]): Parcel;
  items(outcome: LaneOutcome): number;
  /** Codes of the reports of one outcome. */
  codes(outcome: LaneOutcome): string[];
}

export function createTestLane(transport: LaneTransport, parts: Partial<LaneParts> = {}): TestLane {
  const events: LaneEvent[] = [];
  const shelf = parts.shelf ?? new Shelf(undefined, 1 << 30);
  const lane = new Lane({ signal: 'traces', scheduledDelayMs: 0, maxBatchItems: 512, transport, report: (event) => events.push(event), ...parts, shelf });
  const of = (wanted: LaneOutcome): LaneEvent[] => events.filter(({ outcome }) => outcome === wanted);
  return {
    lane,
    shelf,
    events,
    add(...names) {
      const parcel = shelf.put({ signal: 'traces', exporterIndex: 0 }, request(...names), names.length);
      if (parcel === undefined) throw new Error('no room');
      lane.add(parcel);
      return parcel;
    },
    items: (outcome) => of(outcome).reduce((sum, { items }) => sum + items, 0),
    codes: (outcome) => of(outcome).map(({ code }) => code),
  };
}

/** `a0`, `a1`, … */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}
