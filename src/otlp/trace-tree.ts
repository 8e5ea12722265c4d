/** Puts the spans and log records of one trace into the shape of a tree. */
import type { DecodedLogRecord, DecodedSpan } from './records.js';

export interface TraceNode {
  readonly span: DecodedSpan;
  /** By start time. */
  readonly children: TraceNode[];
  /** By time. */
  readonly logs: DecodedLogRecord[];
}

export interface TraceTree {
  /** Spans without a parent, and spans whose parent is not among the spans given. By start time. */
  readonly roots: TraceNode[];
  /** Log records that belong to none of the spans. By time. */
  readonly looseLogs: DecodedLogRecord[];
}

/** A span that comes twice is taken once; spans that are each other's parents do not get lost. */
export function buildTraceTree(spans: readonly DecodedSpan[], logs: readonly DecodedLogRecord[] = []): TraceTree {
  const nodes = new Map<string, TraceNode>();
  const byStart = spans.toSorted((a, b) => compare(a.startTimeUnixNano, b.startTimeUnixNano));
  for (const span of byStart) if (!nodes.has(span.spanId)) nodes.set(span.spanId, { span, children: [], logs: [] });

  const roots: TraceNode[] = [];
  for (const node of nodes.values()) (parentOf(node, nodes)?.children ?? roots).push(node);
  adoptCycles(roots, nodes);

  const looseLogs: DecodedLogRecord[] = [];
  for (const log of logs.toSorted((a, b) => compare(timeOf(a), timeOf(b)))) {
    (nodes.get(log.spanId ?? '')?.logs ?? looseLogs).push(log);
  }
  return { roots, looseLogs };
}

/** The time of the event, or of its observation when the source knew none. */
export function timeOf(log: DecodedLogRecord): bigint {
  return log.timeUnixNano === 0n ? log.observedTimeUnixNano : log.timeUnixNano;
}

function parentOf(node: TraceNode, nodes: ReadonlyMap<string, TraceNode>): TraceNode | undefined {
  const { parentSpanId } = node.span;
  return parentSpanId === undefined ? undefined : nodes.get(parentSpanId);
}

function adoptCycles(roots: TraceNode[], nodes: ReadonlyMap<string, TraceNode>): void {
  const reached = new Set<TraceNode>();
  const reach = (start: TraceNode): void => {
    const pending = [start];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (reached.has(node)) continue;
      reached.add(node);
      for (const child of node.children) pending.push(child);
    }
  };
  roots.forEach(reach);
  for (const node of nodes.values()) {
    if (reached.has(node)) continue;
    const siblings = parentOf(node, nodes)?.children;
    siblings?.splice(siblings.indexOf(node), 1);
    roots.push(node);
    reach(node);
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
