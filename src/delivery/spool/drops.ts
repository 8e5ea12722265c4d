/** Keeps account of what the spool gave up: in numbers, on the tickets, and to whom it may concern. */
import type { Signal } from '../exporter.js';
import type { Ticket } from './segment.js';
import type { SpoolAmount, SpoolDropReason, SpoolOptions } from './spool-types.js';

export interface Drops {
  readonly dropped: Readonly<Record<SpoolDropReason, Readonly<SpoolAmount>>>;
  /** @param isUnclaimed nobody was given these tickets */
  count(reason: SpoolDropReason, tickets: Iterable<Ticket>, isUnclaimed?: boolean): void;
  /** For one that was counted as if somebody had its ticket, while it waited to be handed out. */
  tellUnclaimed(ticket: Ticket): void;
}

export function createDrops(onDropped: NonNullable<SpoolOptions['onDropped']> = () => undefined): Drops {
  const dropped = { full: nothing(), age: nothing(), removed: nothing() };

  function count(reason: SpoolDropReason, tickets: Iterable<Ticket>, isUnclaimed = false): void {
    const unclaimedItems = new Map<Signal, number>();
    for (const ticket of tickets) {
      const { itemCount, bodyBytes, segment: { signal } } = ticket;
      ticket.dropped = reason;
      dropped[reason].entries++;
      dropped[reason].items += itemCount;
      dropped[reason].bytes += bodyBytes;
      unclaimedItems.set(signal, (unclaimedItems.get(signal) ?? 0) + (isUnclaimed ? itemCount : 0));
    }
    for (const [signal, items] of unclaimedItems) onDropped({ reason, signal, unclaimedItems: items });
  }

  function tellUnclaimed({ dropped: reason, itemCount, segment: { signal } }: Ticket): void {
    if (reason !== undefined) onDropped({ reason, signal, unclaimedItems: itemCount });
  }

  return { dropped, count, tellUnclaimed };
}

function nothing(): SpoolAmount {
  return { entries: 0, items: 0, bytes: 0 };
}
