/** The finders for values with a grammar of their own, by the type of the key. */
import type { KeyRules } from '../keys/key-rules.js';
import type { RedactionOptions } from '../options.js';
import type { Finder } from '../text/finder.js';
import { createArgumentFinder } from './arguments.js';
import { createCookieFinder } from './cookie-values.js';
import { createQueryFinder } from './queries.js';
import { createStatementFinder } from './statements.js';
import { createUrlFinders } from './url-values.js';

interface TypedFinders {
  readonly url: readonly Finder[];
  readonly query: readonly Finder[];
  readonly cookie: readonly Finder[];
  readonly 'set-cookie': readonly Finder[];
  readonly arguments: readonly Finder[];
  /** @param system what `db.system.name` says beside the statement */
  statement(system: string | undefined): readonly Finder[];
}

/** Each list holds the finders of running text as well; those of its own come first, so that their replacements win. */
export function createTypedFinders(options: RedactionOptions, keys: KeyRules, text: readonly Finder[]): TypedFinders {
  const withText = (...finders: readonly Finder[]): readonly Finder[] => [...finders.filter(({ rule }) => options.rules[rule] !== 'off'), ...text];
  return {
    url: withText(...createUrlFinders(keys)),
    query: withText(createQueryFinder()),
    cookie: withText(createCookieFinder(false)),
    'set-cookie': withText(createCookieFinder(true)),
    arguments: withText(createArgumentFinder(keys)),
    statement: (system) => withText(createStatementFinder(system)),
  };
}
