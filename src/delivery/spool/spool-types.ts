/** What the spool takes, gives and says. */
import type { Signal } from '../exporter.js';

/** The exporter that sends it; by number and not by address, so that the settings of the moment say where to. */
export interface SpoolRoute {
  readonly signal: Signal;
  /** Of the exporters of this signal, in their order. */
  readonly exporterIndex: number;
}

/** One OTLP request that waits for a collector. */
export interface SpoolEntry extends SpoolRoute {
  readonly itemCount: number;
  readonly body: Uint8Array;
  readonly createdAtMs: number;
}

/** Stands for an entry on disk, as long as the spool that gave it is open. */
export interface SpoolTicket {
  readonly itemCount: number;
  readonly bodyBytes: number;
  readonly createdAtMs: number;
  /** Undefined as long as the spool has not given it up. */
  readonly dropped: SpoolDropReason | undefined;
}

/**
 * - `unusable`: the folder cannot be used, or not safely
 * - `write-failed`: the disk does not take entries (full, read-only, …)
 * - `full`: the bound of the folder is reached
 * - `age`: entries waited too long
 * - `removed`: files were taken away while the process ran
 * - `torn`: a file is damaged
 */
export interface SpoolProblem {
  readonly kind: 'unusable' | 'write-failed' | 'full' | 'age' | 'removed' | 'torn';
  /** One plain sentence. */
  readonly detail: string;
}

export interface SpoolOptions {
  readonly folder: string;
  /** Of all processes that share the folder. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly now?: () => number;
  readonly onProblem: (problem: SpoolProblem) => void;
  /** Entries were given up; their tickets say so. */
  readonly onDropped?: (drop: SpoolDrop) => void;
}

export interface SpoolAmount {
  entries: number;
  items: number;
  /** Of the bodies. */
  bytes: number;
}

/** Why an entry was given up before anybody took it; `removed`: its file is gone, or damaged. */
export type SpoolDropReason = 'full' | 'age' | 'removed';

export interface SpoolDrop {
  readonly reason: SpoolDropReason;
  readonly signal: Signal;
  /** Of those that nobody has a ticket of: other processes left them, and they were not taken over yet. */
  readonly unclaimedItems: number;
}

export interface SpoolState {
  /** What the files of this process take on disk. */
  readonly bytes: number;
  /** Appended or handed out by `takeLeft`, and not removed yet. */
  readonly entries: number;
  readonly oldestAtMs: number | undefined;
}

export interface Spool {
  /** @returns undefined when the entry is not on disk: the caller keeps it in memory only */
  append(entry: SpoolEntry): SpoolTicket | undefined;
  /**
   * @returns undefined when the entry is not there any more
   * @throws what the file system says, when it may be read later
   */
  read(ticket: SpoolTicket): SpoolEntry | undefined;
  /** False for what was dropped, and for what was lost with its folder. */
  holds(ticket: SpoolTicket): boolean;
  /** Delivered, or refused for good. */
  remove(ticket: SpoolTicket): void;
  /**
   * What dead processes left, oldest first. It is this process's from then on; one that is left half-way goes on in the next call.
   * @param isWanted what is not stays there for others @default all is
   */
  takeLeft(isWanted?: (route: SpoolRoute) => boolean): Generator<{ readonly ticket: SpoolTicket; readonly entry: SpoolEntry }>;
  readonly dropped: Readonly<Record<SpoolDropReason, Readonly<SpoolAmount>>>;
  status(): SpoolState;
  /** What is still on disk is left to the next process. What is appended afterwards is on disk too, in a folder of its own. */
  close(): void;
}
