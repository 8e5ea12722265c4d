/** How the texts of a value are read, by the decision about its key: with which finders, and with what in the place of hits. */
import type { KeyDecision, KeyRules } from '../keys/key-rules.js';
import { urlMarker } from '../marker.js';
import type { RedactionOptions } from '../options.js';
import { rules } from '../rules.js';
import { createTextFinders } from '../text/finders.js';
import { CleanTexts } from '../text/clean-texts.js';
import type { Finder } from '../text/finder.js';
import type { ScanOptions } from '../text/scanner.js';
import type { StatementGrammar } from './database-systems.js';
import { statementGrammar } from './statements.js';
import { createTypedFinders } from './typed-finders.js';

/** Made once, so that a scan allocates nothing. */
export interface Readings {
  readonly text: ScanOptions;
  /** Built-in rules only. */
  readonly name: ScanOptions;
  readonly 'shape-only': ScanOptions;
  readonly url: ScanOptions;
  readonly query: ScanOptions;
  readonly cookie: ScanOptions;
  readonly 'set-cookie': ScanOptions;
  readonly arguments: ScanOptions;
  readonly identifier: ScanOptions;
  /** @param beside the record in which the statement stands: it tells the database system */
  statement(beside: Readonly<Record<string, unknown>> | undefined): ScanOptions;
  /** The text is known to hold nothing that is found under keys of this decision. */
  trust(decision: KeyDecision, text: string): void;
  /** Texts in which nothing was found under keys of this decision; undefined where more than the text decides. */
  cleanFor(decision: KeyDecision): CleanTexts | undefined;
}

export function createReadings(options: RedactionOptions, keys: KeyRules, scan: Pick<ScanOptions, 'replace' | 'count' | 'strictnessOf'>): Readings {
  const reading = (finders: readonly Finder[], marker?: string): ScanOptions => ({ ...scan, finders, clean: new CleanTexts(), ...(marker !== undefined && { marker }) });
  const text = createTextFinders(options, keys);
  const typed = createTypedFinders(options, keys, text);
  const ofGrammar = new Map<StatementGrammar, ScanOptions>();
  const ofText = reading(text);
  const identifier = reading(text.filter(({ rule }) => rule !== 'card'));
  const readings: Readings = {
    text: ofText,
    name: options.patterns.length === 0 ? ofText : reading(text.filter(({ rule }) => rule !== 'pattern')),
    'shape-only': reading(text.filter(({ rule }) => rules[rule].kind === 'shape')),
    url: reading(typed.url, urlMarker),
    query: reading(typed.query),
    cookie: reading(typed.cookie),
    'set-cookie': reading(typed['set-cookie']),
    arguments: reading(typed.arguments),
    identifier,
    trust(decision, trusted) {
      if (decision === 'text' || decision === 'identifier') (decision === 'text' ? ofText : identifier).clean?.keep(trusted);
    },
    statement(beside) {
      const system = systemBeside(beside);
      const grammar = statementGrammar(system);
      let ofStatement = ofGrammar.get(grammar);
      if (ofStatement === undefined) ofGrammar.set(grammar, (ofStatement = reading(typed.statement(system))));
      return ofStatement;
    },
    cleanFor(decision) {
      const isPlain = decision === 'text' || decision === 'identifier' || decision === 'url' || decision === 'query' || decision === 'arguments' || decision === 'shape-only';
      return isPlain ? readings[decision].clean : undefined;
    },
  };
  return readings;
}

export function isSystemKey(key: string): boolean {
  return key === 'db.system.name' || key === 'db.system';
}

function systemBeside(record: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const system = record?.['db.system.name'] ?? record?.['db.system'];
  return typeof system === 'string' ? system : undefined;
}
