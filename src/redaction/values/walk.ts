/** What the walk through a value does for the kinds of objects that have a file of their own. */
import type { SourceRecord } from '../copy-on-write.js';
import type { KeyDecision } from '../keys/key-rules.js';
import type { ScanOptions } from '../text/scanner.js';

export interface Walk {
  countEntry(): void;
  /** @param reading that of running text, when left out */
  redactContent(value: unknown, reading?: ScanOptions): unknown;
  decideByName(name: unknown): KeyDecision;
  /** The same by the option of a command; one that only tells about a secret is none: `--token-file`. */
  decideByOption(name: string): KeyDecision;
  redactAs(decision: KeyDecision, value: unknown): unknown;
  /** Gives the key as it leaves, and the value. */
  redactNamed(key: string, value: unknown): readonly [name: string, value: unknown];
  /** Gives undefined when nothing changes; `copy` gets the entries either way. */
  redactRecord(source: SourceRecord, copy: Record<string, unknown>): SourceRecord | undefined;
  limit(rule: 'error'): string;
  /** Of a copy, what stands beside items is left already. */
  wasCopied(): boolean;
}
