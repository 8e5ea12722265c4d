/** The score in words: tables of the measures with their bars, and which rows failed; their texts only when asked for. */
import { table } from '../generate/markdown.js';
import type { Judged, JudgedCorpus } from './judge.js';
import { byContext, isBarMissed, type Measure } from './measures.js';

export function report(judged: JudgedCorpus, measures: readonly Measure[], { show }: { readonly show: boolean }): string {
  const contexts = byContext(judged.positives).toSorted((a, b) => b.rows - a.rows);
  return [
    table(['measure', 'rows', 'wrong', 'right', 'bar', ''], measures.map(cellsOf)),
    table(['context of the secret', 'rows', 'leaked', 'caught'], contexts.map((context) => cellsOf(context).slice(0, 4))),
    ...failures('Leaked', judged.positives, ({ class: group, kind, context }) => `${group} · ${kind} · ${context}`, ({ text }) => text, show),
    ...failures('Altered', judged.negatives, ({ class: group, kind }) => `${group} · ${kind}`, ({ text }) => text, show),
    ...failures('Wrong keys', judged.keyed, ({ class: group, key, expect }) => `${group} · ${key} · ${expect}`, ({ value }) => String(value), show),
    verdict(measures),
  ].join('\n\n');
}

function cellsOf(measure: Measure): string[] {
  const { name, rows, right, bar } = measure;
  const outcome = bar === undefined || rows === 0 ? '–' : isBarMissed(measure) ? 'FAIL' : 'pass';
  return [name, String(rows), String(rows - right), rows === 0 ? '–' : percent(right / rows), bar === undefined ? '–' : `≥ ${percent(bar)}`, outcome];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

function failures<Row extends { readonly row: number }>(title: string, judged: readonly Judged<Row>[], describe: (row: Row) => string, textOf: (row: Row) => string, show: boolean): string[] {
  const wrong = judged.filter(({ isRight }) => !isRight);
  if (wrong.length === 0) return [];
  const lines = wrong.flatMap(({ row, output }) => [`  row ${row.row} · ${describe(row)}`, ...(show ? [`    in:  ${textOf(row)}`, `    out: ${output}`] : [])]);
  return [[`${title}:`, ...lines].join('\n')];
}

function verdict(measures: readonly Measure[]): string {
  const missed = measures.filter(isBarMissed);
  return missed.length === 0 ? 'All bars are met.' : `Bars missed: ${missed.map(({ name }) => name).join('; ')}.`;
}
