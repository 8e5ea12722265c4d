/** The words of SQL that say what stands next to them; in capitals. */

/** What stands directly in front of a quote and belongs to the literal. */
export const textPrefixes: ReadonlySet<string> = new Set(['E', 'N', 'B', 'X', 'R', 'Q', 'NQ', 'BR', 'RB', 'GX', 'UX']);
/** Behind these a text may stand in double quotes, not only a name. */
export const valueWords: ReadonlySet<string> = new Set([
  'LIKE', 'ILIKE', 'RLIKE', 'REGEXP', 'GLOB', 'MATCH', 'BETWEEN', 'IN', 'VALUES', 'VALUE', 'IS', 'THEN', 'ELSE', 'ESCAPE', 'LIMIT', 'OFFSET', 'CONTAINS',
]);
export const accountWords: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'SET', 'GRANT']);
/** Behind `IDENTIFIED`, the password follows these, in Oracle without quotes as well. */
export const passwordWords: ReadonlySet<string> = new Set(['BY', 'REPLACE']);
export const noPasswords: ReadonlySet<string> = new Set(['PASSWORD', 'VALUES', 'RANDOM', 'NULL']);

export const longestWord = 12;
