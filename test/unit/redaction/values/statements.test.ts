import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import { createStatementFinder } from '../../../../src/redaction/values/statements.js';
import { scanWith } from './scan-with.js';

/** Before and after; a single text has to stay as it is, and what comes out always has to. */
type Row = readonly [before: string, after: string] | readonly [unchanged: string];

const tables: Readonly<Record<string, readonly Row[]>> = {
  // a system that is not known
  '': [
    ["SELECT 1 FROM a WHERE b = 'c'", 'SELECT ? FROM a WHERE b = ?'],
    ["SELECT a FROM b WHERE c = 'it''s' and d=-1.5e-10 or e>.5 or f - 3 > 1_000", 'SELECT a FROM b WHERE c = ? and d=? or e>? or f - ? > ?'],
    ["SELECT true, FALSE, null, t1.c2 FROM s.2020_t t1 WHERE x = 0x2F AND y = b'01'", 'SELECT true, FALSE, null, t1.c2 FROM s.2020_t t1 WHERE x = ? AND y = ?'],
    ["select * from foo where bar=q'(baz's)' and x=nq'[it's]'", 'select * from foo where bar=? and x=?'],
    ["SELECT a -- it's\nFROM b /* don't */ WHERE c = 1", 'SELECT a ?\nFROM b ? WHERE c = ?'],
    ["SELECT a FROM b /*traceparent='00-1-2-01'*/", 'SELECT a FROM b ?'],
    ['SELECT $$it\'s$$, $tag$a $$ b$tag$ FROM c', 'SELECT ?, ? FROM c'],
    ['SELECT "a"."b" FROM "t" WHERE "c" = "secret" AND "d" IN ("x", "y") AND "e" = "t"."f"', 'SELECT "a"."b" FROM "t" WHERE "c" = ? AND "d" IN (?, ?) AND "e" = "t"."f"'],
    ['INSERT INTO "t" ("a", "b") VALUES ("x", md5("y")), ("z", 1) RETURNING "id"', 'INSERT INTO "t" ("a", "b") VALUES (?, md5(?)), (?, ?) RETURNING "id"'],
    ['SELECT a FROM b WHERE c BETWEEN "x" AND "y" AND "d" LIKE "z"', 'SELECT a FROM b WHERE c BETWEEN ? AND ? AND "d" LIKE ?'],
    ['SELECT a FROM b # a word\nWHERE c = 1', 'SELECT a FROM b ?\nWHERE c = ?'],
    ["SELECT `it's` FROM `a``b` WHERE c = 1", "SELECT `it's` FROM `a``b` WHERE c = ?"],
    // with placeholders, numbers stay, texts do not
    ["SELECT a FROM b WHERE c = $1 AND d = 'x' AND e = 5 LIMIT 10", 'SELECT a FROM b WHERE c = $1 AND d = ? AND e = 5 LIMIT 10'],
    ["SELECT a FROM b WHERE c = :name AND d::text = 'x' AND e = 5", 'SELECT a FROM b WHERE c = :name AND d::text = ? AND e = 5'],
    ["SELECT a FROM b WHERE c = @p1 AND d = N'x' AND e = 5 AND f = 0xC0FFEE", 'SELECT a FROM b WHERE c = @p1 AND d = ? AND e = 5 AND f = ?'],
    ['SELECT a FROM b WHERE c = %s AND d = %(name)s AND e = ? LIMIT 10'],
    ["SELECT a::int FROM b WHERE c[1:2] = 5", 'SELECT a::int FROM b WHERE c[?:?] = ?'],
    ['SELECT "a" FROM "b" WHERE "c" = E? AND d IN (?, ?) AND e = $?'],
    ['UPDATE t SET password = $1'],
    ['BEGIN'],
    ['autovacuum: VACUUM ANALYZE fake.table'],
    ['?'],
    [''],
    // what does not add up
    ["SELECT 'a", '?'],
    ['SELECT "a', '?'],
    ['SELECT `a', '?'],
    ['SELECT $x$a', '?'],
    ["SELECT q'(a", '?'],
    ["SELECT q'", '?'],
    ['SELECT /* a', '?'],
    ["SELECT /* a /* b */ 'c' */ d", '?'],
    ["SELECT 'it's' FROM don't", '?'],
    ["SELECT 'a\\', secret, 'b'", '?'],
    ['SELECT "a\\" , secret, "b"', '?'],
    // what is no SQL
    ['AUTH hunter2', 'AUTH ?'],
    ['config set requirepass hunter2', 'config set ?'],
    [' {"a":5,"b":{"c":["d",true,null]},"e":"?"}', ' {"a":"?","b":{"c":["?",true,null]},"e":"?"}'],
  ],
  postgresql: [
    ["SELECT a FROM b WHERE c='x\\' AND d='y'", 'SELECT a FROM b WHERE c=? AND d=?'],
    ["SELECT E'it\\'s', U&'x' FROM a", 'SELECT ?, U&? FROM a'],
    ["SELECT a #>> '{b,c}', a ? 'x', b @> '{}' FROM d", 'SELECT a #>> ?, a ? ?, b @> ? FROM d'],
    ['SELECT "a" FROM "b" WHERE "c" = "d" AND e = 1', 'SELECT "a" FROM "b" WHERE "c" = "d" AND e = ?'],
    ["ALTER ROLE bob WITH ENCRYPTED PASSWORD 'x' VALID UNTIL 'infinity'", 'ALTER ROLE bob WITH ENCRYPTED PASSWORD ? VALID UNTIL ?'],
    ['ALTER ROLE bob WITH PASSWORD NULL'],
    ['ALTER USER bob PASSWORD "x"', 'ALTER USER bob PASSWORD ?'],
  ],
  mysql: [
    ["SELECT a FROM b WHERE c='x\\' AND d=\\'y' OR e = \"f\\\"g\"", 'SELECT a FROM b WHERE c=? OR e = ?'],
    ["INSERT INTO x values('', 'a''b',0, \"\"\"c''d\"\" e\", \"\\\"f''g\\\"\")", 'INSERT INTO x values(?, ?,?, ?, ?)'],
    ["SELECT a FROM x # it's\nWHERE b = 1", 'SELECT a FROM x ?\nWHERE b = ?'],
    ["CREATE USER 'u'@'h' IDENTIFIED WITH mysql_native_password BY 'pw'", 'CREATE USER ?@? IDENTIFIED WITH mysql_native_password BY ?'],
    ["SET PASSWORD FOR 'bob'@'%' = PASSWORD('x')", 'SET PASSWORD FOR ?@? = PASSWORD(?)'],
    ['CREATE USER bob IDENTIFIED BY ?'],
    ['SELECT `a` FROM `b` WHERE `c` = ? LIMIT 5'],
  ],
  'oracle.db': [
    ['CREATE USER bob IDENTIFIED BY tiger DEFAULT TABLESPACE x', 'CREATE USER bob IDENTIFIED BY ? DEFAULT TABLESPACE x'],
    ['ALTER USER bob IDENTIFIED BY "ti ger" REPLACE old$1;', 'ALTER USER bob IDENTIFIED BY ? REPLACE ?;'],
    ['ALTER USER bob IDENTIFIED BY :pw'],
    ['SELECT a FROM b WHERE c = :1 AND rownum < 5 ORDER BY d'],
  ],
  'microsoft.sql_server': [
    ["SELECT [a b] FROM #temp WHERE c = N'x''y' AND d = 1", 'SELECT [a b] FROM #temp WHERE c = ? AND d = ?'],
    ["SELECT [user's] FROM a", '?'],
    ["CREATE LOGIN bob WITH PASSWORD = 'x', CHECK_POLICY = OFF", 'CREATE LOGIN bob WITH PASSWORD = ?, CHECK_POLICY = OFF'],
  ],
  cassandra: [
    ['SELECT a FROM t WHERE id = 123e4567-e89b-12d3-a456-426614174000 AND k = abcdef12-e89b-12d3-a456-426614174000', 'SELECT a FROM t WHERE id = ? AND k = ?'],
    ["UPDATE t SET m = {'a': 5} WHERE k = true // it's", 'UPDATE t SET m = {?: ?} WHERE k = true ?'],
  ],
  neo4j: [["MATCH (n:User {name: \"x\", age: 5}) WHERE n.pw = 'y' RETURN n // it's", 'MATCH (n:User {name: ?, age: ?}) WHERE n.pw = ? RETURN n ?']],
  'azure.cosmosdb': [['SELECT c.a FROM c WHERE c.id = "x" OFFSET 0 LIMIT 1', 'SELECT c.a FROM c WHERE c.id = ? OFFSET ? LIMIT ?']],
  couchbase: [['SELECT a FROM `b` WHERE c = "x" AND d IN ["y", 1]', 'SELECT a FROM `b` WHERE c = ? AND d IN [?, ?]']],
  redis: [
    ['SET k some value', 'SET k ?'],
    ['SETEX key seconds value', 'SETEX key ?'],
    ['GET a'],
    ['MGET a b c'],
    ['HSET h f value', 'HSET h f ?'],
    ['QUIT'],
    ['connect'],
    ['AUTH pw', 'AUTH ?'],
    ['auth user pw', 'auth ?'],
    ['HELLO 3 AUTH user pw', 'HELLO ?'],
    ['CONFIG SET requirepass pw', 'CONFIG SET ?'],
    ['ACL SETUSER bob on >pw', 'ACL SETUSER ?'],
    ['MIGRATE host 6379 key 0 5000 AUTH pw', 'MIGRATE ?'],
    ['EVAL return redis.call("get", "pw") 0', 'EVAL ?'],
    ['EVALSHA c0ffee 1 k pw', 'EVALSHA ?'],
    ['SCRIPT LOAD return "pw"', 'SCRIPT LOAD ?'],
    ['set k [1 other arguments]'],
    ['hset h f [1 other arguments]'],
    ['hset h [2 other arguments]'],
    ['auth [1 other arguments]'],
    ['set k secret [1 other arguments]', 'set k ?'],
    ['HGET k f ? ?'],
    ['SET a b\nGET c\nEXEC', 'SET a ?\nGET ?\nEXEC'],
    ['SET a b\nand the secret\nof it', 'SET a ?'],
    ['{"a":1}', '?'],
  ],
  memcached: [
    ['get k1 k2'],
    ['set k 0 60 5\r\nvalue', 'set k ?'],
    ['set k 0 60 9\r\nget\nvalue\r\n', 'set k ?\r\n'],
  ],
  mongodb: [
    ['{"find":"users","filter":{"a":{"$in":["b",-1.5e3]}},"limit":10}', '{"find":"?","filter":{"a":{"$in":["?","?"]}},"limit":"?"}'],
    ['{"insert":"?","documents":[?],"ordered":true}'],
    ['{"a":"b\\"c","d":"\\\\"}', '{"a":"?","d":"?"}'],
    ['{}'],
    ['{"a":"b"', '?'],
    ['{"a":"b', '?'],
    ['{"a":["b"}', '?'],
    ['{"a":["b"}]', '?'],
    ['"b"', '?'],
    ['{"a"}', '{"?"}'],
    ["db.users.find({a:'b'})", '?'],
    ['?'],
  ],
  elasticsearch: [['{"index":{}}\n{"query":{"match":{"a":"b"}}}\n', '{"index":{}}\n{"query":{"match":{"a":"?"}}}\n']],
};

describe('redaction: database statements', () => {
  for (const [system, rows] of Object.entries(tables)) {
    describe(system === '' ? 'of a system that is not known' : system, () => {
      const scan = (text: string): string | undefined => scanWith([createStatementFinder(system === '' ? undefined : system)], text);
      for (const [before, after = before] of rows) {
        it(`${JSON.stringify(before)} → ${JSON.stringify(after)}`, () => {
          assert.equal(scan(before), after);
          assert.equal(scan(after), after, 'a second time');
        });
      }
    });
  }

  it('says the same for each name of a system', () => {
    for (const [name, other] of [['oracle', 'oracle.db'], ['mssql', 'microsoft.sql_server'], ['MySQL', 'mysql'], ['valkey', 'redis'], ['opensearch', 'mongodb']] as const) {
      for (const text of ["SELECT 'a\\' FROM \"b\" # c", 'SELECT "a"', 'AUTH x', '{"a":1}', 'a // b']) {
        assert.equal(scanWith([createStatementFinder(name)], text), scanWith([createStatementFinder(other)], text), `${name}: ${text}`);
      }
    }
  });

  it('has no end of a cut statement leave', () => {
    const statement = "INSERT INTO t (a, b) VALUES ('first canary', $tag$second canary$tag$, q'(third canary)') /* fourth canary */ -- fifth canary";
    for (let length = 0; length <= statement.length; length++) {
      assert.doesNotMatch(scanWith([createStatementFinder(undefined)], statement.slice(0, length)) ?? '', /cana/, `cut at ${length}`);
    }
  });

  it('takes the system from the record in which the statement stands', () => {
    const redactor = createRedactor();
    const redact = (attributes: Record<string, string>): unknown => redactor.redactAttributes(attributes, 'span');
    assert.deepEqual(redact({ 'db.system.name': 'redis', 'db.query.text': 'SET a b' }), { 'db.system.name': 'redis', 'db.query.text': 'SET a ?' });
    assert.deepEqual(redact({ 'db.statement': 'SET a b', 'db.system': 'redis' }), { 'db.statement': 'SET a ?', 'db.system': 'redis' });
    assert.deepEqual(redact({ 'db.query.text': 'SET a b' }), { 'db.query.text': 'SET a b' });
  });

  it('leaves statements alone when the rule is off', () => {
    const redactor = createRedactor({ rules: { statement: 'off' } });
    assert.equal(redactor.redactValue('db.query.text', "SELECT 'a'", 'span'), "SELECT 'a'");
  });

  it('hides what an app binds to a statement, unless it is allowed', () => {
    const keys = ['db.query.parameter.0', 'db.operation.parameter.name', 'db.postgresql.values', 'db.mysql.values'];
    const redactor = createRedactor();
    const allowing = createRedactor({ allowKeys: keys });
    for (const key of keys) {
      assert.equal(redactor.redactValue(key, ['ada'], 'span'), '[REDACTED]', key);
      assert.deepEqual(allowing.redactValue(key, ['ada'], 'span'), ['ada'], key);
    }
    assert.equal(redactor.redactValue('db.query.summary', 'SELECT users', 'span'), 'SELECT users');
  });
});

describe('redaction: values that may be any query', () => {
  const redactor = createRedactor();
  for (const [text, expected] of [
    ["SELECT * FROM users WHERE mail = 'ada'", 'SELECT * FROM users WHERE mail = ?'],
    [" select *\nfrom users where id = 4711", ' select *\nfrom users where id = ?'],
    ["insert into users values ('ada')", 'insert into users values (?)'],
    ["update users set mail = 'ada'", 'update users set mail = ?'],
    ["CREATE USER ada IDENTIFIED BY 'x1'", 'CREATE USER ada IDENTIFIED BY ?'],
    ["SELECT login('x1')", 'SELECT login(?)'],
  ] as const) {
    for (const key of ['sql', 'query']) it(`${key} with a statement: ${text}`, () => assert.equal(redactor.redactValue(key, text, 'log'), expected));
    it(`leaves it in a text: ${text}`, () => assert.equal(redactor.redactValue('comment', "SELECT * FROM users WHERE mail = 'ada'", 'log'), "SELECT * FROM users WHERE mail = 'ada'"));
  }
  for (const text of ['red shoes', 'update 3 apps', "select 'red' shoes 42", "query { user(id: 42) { name } }", '{ user(id: 42) }', "mutation M { a(b: 'c') }", 'create 2 users', '?a=42', '{"id":42}', "set of 3 chairs 'red'"]) {
    it(`leaves: ${text}`, () => assert.equal(redactor.redactValue('query', text, 'log'), text));
  }
});
