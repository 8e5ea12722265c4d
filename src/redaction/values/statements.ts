/** The finders of database statements, one for each grammar. */
import type { Finder } from '../text/finder.js';
import type { Hits } from '../text/hits.js';
import { grammarOf, type StatementGrammar } from './database-systems.js';
import { findJsonValues } from './json-statement.js';
import { findMemcachedArguments, findRedisArguments } from './redis-statement.js';
import { findSqlLiterals } from './sql-statement.js';

/** No statement of SQL begins with a bracket, so this is the document of some other system; and none with these words, so this is Redis. */
const document = /^\s*[[{]/;
const redisSecret = /^\s*(?:AUTH|HELLO|MIGRATE|CONFIG SET|ACL SETUSER)\s/i;

/** One object for all the systems whose statements are read in the same way. */
export function statementGrammar(system: string | undefined): StatementGrammar {
  return grammarOf(system);
}

/** @param system what `db.system.name` says beside the statement */
export function createStatementFinder(system: string | undefined): Finder {
  return { rule: 'statement', needs: 0, find: findIn(grammarOf(system)) };
}

function findIn(grammar: StatementGrammar): (text: string, hits: Hits) => void {
  switch (grammar.kind) {
    case 'redis':
      return findRedisArguments;
    case 'memcached':
      return findMemcachedArguments;
    case 'json':
      return findJsonValues;
    case 'sql':
      return (text, hits) => {
        if (document.test(text)) findJsonValues(text, hits);
        else if (redisSecret.test(text)) findRedisArguments(text, hits);
        else findSqlLiterals(text, grammar.dialect, hits);
      };
  }
}
