/** What a subject of the benchmark is, and what it gets and gives. */
import type { MeasuredNode } from './measured-node.js';
import type { Variants } from './isolated-copy.js';

export interface Bench {
  /** The Node.js that is measured. */
  readonly node: string;
  /** Further ones that the throughput of the plain service is measured on. */
  readonly otherNodes: readonly MeasuredNode[];
  readonly variants: Variants;
  /** Of throughput: files of its `apps`; none means all. */
  readonly services: readonly string[];
  readonly packedBytes: number;
  readonly rounds: number | undefined;
  readonly quick: boolean;
  /** Says on stderr how far the run is. */
  readonly progress: (line: string) => void;
}

export interface Outcome {
  /** Tables and what one must know to read them. */
  readonly markdown: string;
  /** All single measurements. */
  readonly raw: unknown;
}

export interface Subject {
  readonly name: string;
  readonly title: string;
  readonly measure: (bench: Bench) => Promise<Outcome>;
}
