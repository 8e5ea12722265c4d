/** What is measured on a judged corpus, and the bars. */
import type { Positive } from './corpus.js';
import type { Judged, JudgedCorpus } from './judge.js';

export interface Measure {
  readonly name: string;
  readonly rows: number;
  readonly right: number;
  /** So many of 1 have to be right; none: for information only. */
  readonly bar: number | undefined;
}

type Bars = Readonly<Record<string, number | undefined>>;

const textBars: Bars = {
  structural: 0.97,
  contextual: 0.95,
  'contextual-hard': 0.6,
  pci: 0.97,
  sql: 0.9,
  'sql-malformed': undefined,
  db: undefined,
  pii: undefined,
  weak: undefined,
  opaque: undefined,
};
const negativeBars: Bars = { plain: 0.997, hard: 0.97 };
const keyedBars: Bars = { baseline: 1, extended: undefined, 'semconv-exempt': 1 };

/** None of these may leak, by the kind of the row. */
const mustList: readonly (readonly [name: string, kinds: RegExp])[] = [
  ['JWT', /^jwt/],
  ['private key', /^private-key/],
  ['AWS', /^aws-/],
  ['GitHub', /^github-/],
  ['GitLab', /^gitlab-/],
  ['Slack', /^slack-/],
  ['Stripe', /^stripe-/],
  ['OpenAI', /^openai-/],
  ['Anthropic', /^anthropic-/],
  ['Google', /^(?:gcp|google)-|^http-header:x-goog-/],
  ['userinfo, connection strings', /^(?:url-userinfo|connection-string|connstr:)/],
  ['signed-URL parameters', /^url-query:(?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|AWSAccessKeyId|Signature|sig|X-Goog-Signature)$|^azure-sas/],
  ['Authorization, Cookie', /^http-header:(?:proxy-)?authorization|^http-header:(?:set-)?cookie|^cookie-header|^curl-auth-header/],
];
/** No rule can see these. */
const notDetectable = new Set(['opaque', 'weak']);

export function measure({ positives, negatives, keyed }: JudgedCorpus): Measure[] {
  const detectable = positives.filter(({ row }) => !notDetectable.has(row.class));
  return [
    ...byClass('caught', positives, textBars),
    ...mustList.map(([name, kinds]) => measureOf(`must not leak: ${name}`, detectable.filter(({ row }) => kinds.test(row.kind)), 1)),
    ...byClass('harmless, unchanged', negatives, negativeBars),
    ...byClass('keys, decided right', keyed, keyedBars),
  ];
}

/** Recall by the form in which the secret stands. */
export function byContext(positives: readonly Judged<Positive>[]): Measure[] {
  return groups(positives, (row) => row.context).map(([context, rows]) => measureOf(context, rows, undefined));
}

export function isBarMissed({ rows, right, bar }: Measure): boolean {
  return bar !== undefined && rows > 0 && right / rows < bar;
}

function byClass<Row extends { readonly class: string }>(title: string, judged: readonly Judged<Row>[], bars: Bars): Measure[] {
  const found = new Map(groups(judged, (row) => row.class));
  const names = [...new Set([...Object.keys(bars), ...found.keys()])];
  return names.map((name) => measureOf(`${title}: ${name}`, found.get(name) ?? [], bars[name]));
}

function groups<Row>(judged: readonly Judged<Row>[], nameOf: (row: Row) => string): [string, Judged<Row>[]][] {
  const found = new Map<string, Judged<Row>[]>();
  for (const one of judged) {
    const group = found.get(nameOf(one.row));
    if (group === undefined) found.set(nameOf(one.row), [one]);
    else group.push(one);
  }
  return [...found];
}

function measureOf(name: string, judged: readonly { readonly isRight: boolean }[], bar: number | undefined): Measure {
  return { name, rows: judged.length, right: judged.filter(({ isRight }) => isRight).length, bar };
}
