/** Looks for everything that a test waits for at once, and explains a miss by the records that come nearest. */
import type { DecodedLogRecord, DecodedMetric, DecodedRecords, DecodedSpan } from '../otlp/records.js';
import { InvalidArgumentError, kindOf } from '../support/invalid-argument.js';
import { findMismatches, type RecordPattern, show, similarity, titleOf } from './match.js';

/** At least so many records; one that matches; or one for each pattern of a list, none used twice. */
export type Expected<Rec> = number | RecordPattern<Rec> | readonly RecordPattern<Rec>[];

export interface Expectation {
  readonly spans?: Expected<DecodedSpan>;
  readonly logs?: Expected<DecodedLogRecord>;
  readonly metrics?: Expected<DecodedMetric>;
}

/** For each pattern the record that matched, in the order of the patterns; for a number, all records. */
export type Found = DecodedRecords;

export interface Search {
  readonly found: Found;
  /** One text for each thing that is missing. */
  readonly misses: readonly string[];
}

const shownCandidates = 3;

const expectationKeys: readonly string[] = ['spans', 'logs', 'metrics'] satisfies (keyof Expectation)[];

/** What is misspelt or missing would be found at once. @throws {InvalidArgumentError} names the keys that there are */
export function checkExpectation(expectation: unknown): void {
  const expected = `expected an object with at least one of ${expectationKeys.join(', ')}, or a function`;
  if (typeof expectation !== 'object' || expectation === null) throw new InvalidArgumentError(`waitFor: got ${kindOf(expectation)}, ${expected}`);
  const unknown = Object.keys(expectation).find((key) => !expectationKeys.includes(key));
  if (unknown !== undefined) throw new InvalidArgumentError(`waitFor: there is no key ${show(unknown)}, ${expected}`);
  const given = Object.values(expectation).filter((value: unknown) => value !== undefined && value !== null);
  if (given.length === 0) throw new InvalidArgumentError(`waitFor: got ${show(expectation)}, ${expected}`);
}

export function searchFor(expectation: Expectation, records: Readonly<DecodedRecords>): Search {
  const spans = searchOne('span', expectation.spans, records.spans);
  const logs = searchOne('log record', expectation.logs, records.logs);
  const metrics = searchOne('metric', expectation.metrics, records.metrics);
  return {
    found: { spans: spans.found, logs: logs.found, metrics: metrics.found },
    misses: [...spans.misses, ...logs.misses, ...metrics.misses],
  };
}

function searchOne<Rec extends object>(noun: string, expected: Expected<Rec> | undefined, records: readonly Rec[]): { found: Rec[]; misses: string[] } {
  if (expected === undefined || expected === null) return { found: [], misses: [] };
  if (typeof expected === 'number') {
    const misses = records.length >= expected ? [] : [`expected ${expected} ${noun}s, got ${records.length}${listTitles(records)}`];
    return { found: [...records], misses };
  }
  const found: Rec[] = [];
  const misses: string[] = [];
  for (const pattern of isList(expected) ? expected : [expected]) {
    const record = records.find((candidate) => !found.includes(candidate) && findMismatches(pattern, candidate).length === 0);
    if (record === undefined) misses.push(describeMiss(noun, pattern, records.filter((candidate) => !found.includes(candidate))));
    else found.push(record);
  }
  return { found, misses };
}

function isList<Rec>(expected: RecordPattern<Rec> | readonly RecordPattern<Rec>[]): expected is readonly RecordPattern<Rec>[] {
  return Array.isArray(expected);
}

function describeMiss<Rec extends object>(noun: string, pattern: RecordPattern<Rec>, candidates: readonly Rec[]): string {
  const wanted = typeof pattern === 'object' && !(pattern instanceof RegExp) && 'name' in pattern ? pattern.name : pattern;
  const nearest = candidates
    .map((candidate) => {
      const mismatches = findMismatches(pattern, candidate);
      return { candidate, mismatches, likeness: similarity(String(wanted), String(titleOf(candidate))) };
    })
    .sort((a, b) => a.mismatches.length - b.mismatches.length || b.likeness - a.likeness)
    .slice(0, shownCandidates)
    .map(({ candidate, mismatches }) => `\n    ${show(titleOf(candidate))}: ${mismatches.join('; ')}`);
  const rest = candidates.length === 0 ? 'none arrived' : `${candidates.length} others arrived, nearest:${nearest.join('')}`;
  return `no ${noun} matches ${show(pattern)}; ${rest}`;
}

/** For the message of a miss: the names of what is there. */
export function listTitles(records: readonly object[]): string {
  if (records.length === 0) return '';
  const titles = records.slice(0, 20).map((record) => show(titleOf(record)));
  return `: ${titles.join(', ')}${records.length > titles.length ? ', …' : ''}`;
}
