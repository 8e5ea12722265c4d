/** Draws one trace as a tree of spans with the log lines where they were written. */
import type { DecodedLogRecord, DecodedSpan } from '../otlp/records.js';
import { buildTraceTree, timeOf, type TraceNode } from '../otlp/trace-tree.js';
import { logLine } from './log-line.js';
import type { Palette } from '../support/palette.js';
import { serviceOf, spanLine } from './span-line.js';
import { durationText } from './text.js';

export interface RenderedTrace {
  readonly traceId: string;
  readonly spans: readonly DecodedSpan[];
  readonly logs: readonly DecodedLogRecord[];
  /** Stands in the first line, after the trace id. */
  readonly remark?: string;
}

/** The text ends with a line break. */
export function renderTrace({ traceId, spans, logs, remark }: RenderedTrace, palette: Palette): string {
  const { roots, looseLogs } = buildTraceTree(spans, logs);
  const lines = [headLine(traceId, spans, remark, palette)];
  addBranches(lines, '', { children: roots, logs: looseLogs }, undefined, palette);
  return `${lines.join('\n')}\n`;
}

function headLine(traceId: string, spans: readonly DecodedSpan[], remark: string | undefined, palette: Palette): string {
  const services = [...new Set(spans.map((span) => serviceOf(span.resource)))];
  const parts = [`trace ${traceId}`, remark, services.join(', '), `${spans.length} ${spans.length === 1 ? 'span' : 'spans'}`, extent(spans)];
  return palette.dim(parts.filter((part) => part !== undefined && part !== '').join('  '));
}

function extent(spans: readonly DecodedSpan[]): string {
  const [first] = spans;
  if (first === undefined) return '';
  let { startTimeUnixNano: start, endTimeUnixNano: end } = first;
  for (const span of spans) {
    if (span.startTimeUnixNano < start) start = span.startTimeUnixNano;
    if (span.endTimeUnixNano > end) end = span.endTimeUnixNano;
  }
  return durationText(end - start);
}

function addBranches(
  lines: string[],
  indent: string,
  { children, logs }: Pick<TraceNode, 'children' | 'logs'>,
  service: string | undefined,
  palette: Palette,
): void {
  const branches = [
    ...children.map((node) => ({ node, time: node.span.startTimeUnixNano })),
    ...logs.map((log) => ({ log, time: timeOf(log) })),
  ].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  for (const [index, branch] of branches.entries()) {
    const isLast = index === branches.length - 1;
    const joint = palette.dim(indent + (isLast ? '└─ ' : '├─ '));
    if ('log' in branch) {
      lines.push(joint + logLine(branch.log, palette));
    } else {
      const { span } = branch.node;
      lines.push(joint + spanLine(span, service, palette));
      addBranches(lines, indent + (isLast ? '   ' : '│  '), branch.node, serviceOf(span.resource), palette);
    }
  }
}
