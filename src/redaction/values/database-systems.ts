/** How statements of a database system are read, by `db.system.name` (or the older `db.system`). */

/** Where the dialects of SQL differ in what is a literal; `undefined` = it may be either way. */
export interface SqlDialect {
  /** Whether a backslash keeps the quote behind it from ending a text. */
  readonly backslash: boolean | undefined;
  /** Whether double quotes hold a text or a name. */
  readonly doubleQuotes: 'text' | 'name' | undefined;
  /** What begins a comment to the end of the line, next to `--`. */
  readonly lineComment: '#' | '//' | undefined;
}

export type StatementGrammar = { readonly kind: 'sql'; readonly dialect: SqlDialect } | { readonly kind: 'redis' | 'memcached' | 'json' };

const standard: StatementGrammar = { kind: 'sql', dialect: { backslash: false, doubleQuotes: 'name', lineComment: undefined } };
const likeMysql: StatementGrammar = { kind: 'sql', dialect: { backslash: true, doubleQuotes: 'text', lineComment: '#' } };
const likeCypher: StatementGrammar = { kind: 'sql', dialect: { backslash: true, doubleQuotes: 'text', lineComment: '//' } };
const unknown: StatementGrammar = { kind: 'sql', dialect: { backslash: undefined, doubleQuotes: undefined, lineComment: undefined } };

/** `mysql` and those that read texts as it does; `#` begins no comment in some of them, but nothing else either. */
const systems: ReadonlyMap<string, StatementGrammar> = new Map([
  ...named(standard, ['postgresql', 'cockroachdb', 'oracle.db', 'oracle', 'microsoft.sql_server', 'mssql', 'ibm.db2', 'db2', 'trino']),
  ...named(likeMysql, ['mysql', 'mariadb', 'gcp.spanner', 'spanner', 'gcp.bigquery', 'hive', 'couchbase', 'influxdb']),
  ...named(likeCypher, ['neo4j', 'azure.cosmosdb', 'cosmosdb']),
  ...named({ kind: 'sql', dialect: { backslash: true, doubleQuotes: 'name', lineComment: '#' } }, ['clickhouse']),
  ...named({ kind: 'sql', dialect: { backslash: true, doubleQuotes: 'name', lineComment: '//' } }, ['snowflake']),
  ...named({ kind: 'sql', dialect: { backslash: false, doubleQuotes: 'name', lineComment: '//' } }, ['cassandra', 'scylladb']),
  // SQLite reads a name in double quotes that it does not know as a text
  ...named({ kind: 'sql', dialect: { backslash: false, doubleQuotes: undefined, lineComment: undefined } }, ['sqlite', 'aws.dynamodb', 'dynamodb']),
  ...named({ kind: 'redis' }, ['redis', 'valkey', 'keydb', 'dragonfly']),
  ...named({ kind: 'memcached' }, ['memcached']),
  ...named({ kind: 'json' }, ['mongodb', 'elasticsearch', 'opensearch', 'couchdb', 'azure.documentdb']),
]);

/** A system that is not known, or not said, is read as SQL of any dialect. */
export function grammarOf(system: string | undefined): StatementGrammar {
  return (system === undefined ? undefined : (systems.get(system) ?? systems.get(system.toLowerCase()))) ?? unknown;
}

function named(grammar: StatementGrammar, names: readonly string[]): readonly (readonly [string, StatementGrammar])[] {
  return names.map((name) => [name, grammar] as const);
}
