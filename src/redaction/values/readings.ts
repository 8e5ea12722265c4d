/** How the texts of a value are read, by the decision about its key: with which finders, and with what in the place of hits. */
import type { KeyRules } from '../keys/key-rules.js';
import { remembering } from '../keys/remembering.js';
import { urlMarker } from '../marker.js';
import type { RedactionOptions } from '../options.js';
import { rules } from '../rules.js';
import { createTextFinders } from '../text/finders.js';
import { CleanTexts } from '../text/clean-texts.js';
import type { Finder } from '../text/finder.js';
import type { ScanOptions } from '../text/scanner.js';
import { createTypedFinders } from './typed-finders.js';

/** Made once, so that a scan allocates nothing. */
export interface Readings {
  readonly text: ScanOptions;
  readonly 'shape-only': ScanOptions;
  readonly url: ScanOptions;
  readonly cookie: ScanOptions;
  readonly 'set-cookie': ScanOptions;
  readonly arguments: ScanOptions;
  readonly identifier: ScanOptions;
  /** @param beside the record in which the statement stands: it tells the database system */
  statement(beside: Readonly<Record<string, unknown>> | undefined): ScanOptions;
}

export function createReadings(options: RedactionOptions, keys: KeyRules, scan: Pick<ScanOptions, 'replace' | 'count'>): Readings {
  const reading = (finders: readonly Finder[], marker?: string): ScanOptions => ({ ...scan, finders, clean: new CleanTexts(), ...(marker !== undefined && { marker }) });
  const text = createTextFinders(options, keys);
  const typed = createTypedFinders(options, keys, text);
  const ofSystem = remembering((system) => reading(typed.statement(system || undefined)));
  return {
    text: reading(text),
    'shape-only': reading(text.filter(({ rule }) => rules[rule].kind === 'shape')),
    url: reading(typed.url, urlMarker),
    cookie: reading(typed.cookie),
    'set-cookie': reading(typed['set-cookie']),
    arguments: reading(typed.arguments),
    identifier: reading(text.filter(({ rule }) => rule !== 'card')),
    statement: (beside) => ofSystem(systemBeside(beside)),
  };
}

function systemBeside(record: Readonly<Record<string, unknown>> | undefined): string {
  const system = record?.['db.system.name'] ?? record?.['db.system'];
  return typeof system === 'string' ? system : '';
}
