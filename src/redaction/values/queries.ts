/** Values under keys such as `query`: a database statement, or the words of a search. */
import type { Finder } from '../text/finder.js';
import { createStatementFinder } from './statements.js';

/** Words in capitals, or the two words of a clause: a search for `update 3 apps` is none. */
const sql = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|GRANT|SET)\s/;
const sqlInAnyCase = /^\s*(?:select\s|insert\s+into\s|update\s|delete\s+from\s|merge\s+into\s|(?:create|alter)\s+(?:table|user|role)\s|grant\s|set\s)/i;
const furtherClause = /\s(?:from|into|set|values|where|identified|to)\s|=/i;

/** For a value that may be any query. */
export function createQueryFinder(): Finder {
  // made at the first statement: its code is read then
  let statement: Finder | undefined;
  return {
    rule: 'statement',
    needs: 0,
    find(text, hits) {
      if (sql.test(text) || (sqlInAnyCase.test(text) && furtherClause.test(text))) (statement ??= createStatementFinder(undefined)).find(text, hits);
    },
  };
}
