/** Compares what an app made with what the collector took. */
import assert from 'node:assert/strict';
import type { FaultyCollector } from '../support/faulty-collector.js';

export interface Tally {
  readonly sent: number;
  readonly spans: number;
  readonly logs: number;
  /** Spans and log records that were taken more than once. */
  readonly doubled: number;
  readonly missingSpans: readonly string[];
  readonly missingLogs: readonly string[];
}

/** @param names of spans, each of which has a log record with the same text */
export function tally(names: readonly string[], { spans, logs }: Pick<FaultyCollector, 'spans' | 'logs'>): Tally {
  const missingSpans = names.filter((name) => !spans.has(name));
  const missingLogs = names.filter((name) => !logs.has(name));
  const doubledIn = (taken: ReadonlyMap<string, number>): number => names.filter((name) => (taken.get(name) ?? 0) > 1).length;
  return {
    sent: names.length,
    spans: names.length - missingSpans.length,
    logs: names.length - missingLogs.length,
    doubled: doubledIn(spans) + doubledIn(logs),
    missingSpans,
    missingLogs,
  };
}

export function isComplete({ missingSpans, missingLogs }: Tally): boolean {
  return missingSpans.length === 0 && missingLogs.length === 0;
}

/** Cheap while much is missing, for those who ask often. */
export function areAllIn(names: readonly string[], collector: Pick<FaultyCollector, 'spans' | 'logs'>): boolean {
  return collector.spans.size >= names.length && collector.logs.size >= names.length && isComplete(tally(names, collector));
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = (pick: (one: Tally) => number): number => tallies.reduce((so, one) => so + pick(one), 0);
  return {
    sent: total((one) => one.sent),
    spans: total((one) => one.spans),
    logs: total((one) => one.logs),
    doubled: total((one) => one.doubled),
    missingSpans: tallies.flatMap((one) => one.missingSpans),
    missingLogs: tallies.flatMap((one) => one.missingLogs),
  };
}

export function describeTally({ sent, spans, logs, doubled, missingSpans, missingLogs }: Tally): string {
  const missing = (noun: string, names: readonly string[]): string => (names.length === 0 ? '' : `; missing ${noun}: ${describeNames(names)}`);
  return `${spans} of ${sent} spans and ${logs} of ${sent} log records arrived, ${doubled} of them more than once${missing('spans', missingSpans)}${missing('log records', missingLogs)}`;
}

/** @throws {assert.AssertionError} says how many arrived and which are missing */
export function assertAllArrived(result: Tally, context = ''): void {
  assert.ok(result.sent > 0, `the app made nothing; ${context}`);
  assert.ok(isComplete(result), `${describeTally(result)}\n  ${context}`);
}

const shownRuns = 20;

/** `a 1-7, a 9, b 1`: a hole in the numbers tells more than a long list. */
export function describeNames(names: readonly string[]): string {
  const runs: { label: string; from: number; to: number }[] = [];
  for (const name of names) {
    const [label = '', number = '0'] = name.split(' ');
    const last = runs.at(-1);
    if (last?.label === label && last.to === Number(number) - 1) last.to += 1;
    else runs.push({ label, from: Number(number), to: Number(number) });
  }
  const shown = runs.slice(0, shownRuns).map(({ label, from, to }) => (from === to ? `${label} ${from}` : `${label} ${from}-${to}`));
  return [...shown, ...(runs.length > shownRuns ? [`and ${runs.length - shownRuns} runs more`] : [])].join(', ');
}

/** `500 (100 %)`, rounded down, so that only all is 100 %. */
export function shareOf(arrived: number, sent: number): string {
  return sent === 0 ? '–' : `${arrived} (${percentOf(arrived, sent)})`;
}

export function percentOf(arrived: number, sent: number): string {
  return sent === 0 ? '–' : `${Math.floor((1000 * arrived) / sent) / 10} %`;
}
