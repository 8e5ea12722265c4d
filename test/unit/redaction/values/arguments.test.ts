import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';

type Row = readonly [before: readonly unknown[], after: readonly unknown[]] | readonly [unchanged: readonly unknown[]];

const lists: readonly Row[] = [
  [['node', 'app.js', '--db-password', 'hunter2', '--port', '80'], ['node', 'app.js', '--db-password', '[REDACTED]', '--port', '80']],
  [['app.js', '--db-password', 'hunter2', '--port', '80'], ['app.js', '--db-password', '[REDACTED]', '--port', '80']],
  [['--token=c0ffee', 'server.js'], ['--token=[REDACTED]', 'server.js']],
  [['x', '--auth=c0ffee'], ['x', '--auth=[REDACTED]']],
  [['x', '--auth', 'c0ffee'], ['x', '--auth', '[REDACTED]']],
  [['mysql', '-p', 'hunter2', '-h'], ['mysql', '-p', '[REDACTED]', '-h']],
  [['--password', '-hunter2'], ['--password', '[REDACTED]']],
  [['--password', 5], ['--password', '[REDACTED]']],
  [['serve', '-p', '8080', 'x']],
  [['run', '-p', '127.0.0.1:80:80']],
  [['--password', '--port', '80', 'x']],
  [['tsc', '-p', 'tsconfig.json']],
  [['node', '/x/bin/tsc.js', '-p', 'tsconfig.json']],
  [['node', '-p', '1+1']],
  [['/bin/mkdir', '-p', '/a/b']],
  [['docker', 'compose', '-p', 'shop']],
  [['docker', 'login', '-u', 'ada', '-p', 'c0ffee'], ['docker', 'login', '-u', 'ada', '-p', '[REDACTED]']],
  [['node', '/app/server.js', '-p', 'c0ffee'], ['node', '/app/server.js', '-p', '[REDACTED]']],
  [['app', 'serve', '-p', 'correcthorse'], ['app', 'serve', '-p', '[REDACTED]']],
  [['docker', 'exec', 'c1', 'app', '-p', 'correcthorse'], ['docker', 'exec', 'c1', 'app', '-p', '[REDACTED]']],
  [['sudo', 'npx', 'tsc', '-p', 'tsconfig.json']],
  [['-p', 'correcthorse'], ['-p', '[REDACTED]']],
  [['app', '-p', 'correcthorse'], ['app', '-p', '[REDACTED]']],
  [['app', '--token-file', '/run/t', '--token-ttl', '3600', '--max-tokens', '4096', '--auth', 'basic']],
  [['app', '--max-tokens', 'c0ffee'], ['app', '--max-tokens', '[REDACTED]']],
  [['app', '--token', 'basic'], ['app', '--token', '[REDACTED]']],
  [['app', '--auth', 'correcthorse'], ['app', '--auth', '[REDACTED]']],
  [['--monkey', 'x', '--author', 'y', '-', '--', 'z']],
];

const lines: readonly (readonly [before: string, after: string])[] = [
  ['node app.js --db-password hunter2 --port 80', 'node app.js --db-password [REDACTED] --port 80'],
  ['node app.js --auth=c0ffee "--pin=12 34" -p 8080 server.js', 'node app.js --auth=[REDACTED] "--pin=[REDACTED]" -p 8080 server.js'],
  ['app --auth "two words" --x y', 'app --auth "[REDACTED]" --x y'],
  ['app --auth two words --x y', 'app --auth [REDACTED] [REDACTED] --x y'],
  ["app --auth 'no end --x y", 'app --auth [REDACTED]'],
  ['app --auth --x y', 'app --auth --x y'],
  ['app -p c0ffee', 'app -p [REDACTED]'],
  ['tsc -p tsconfig.json', 'tsc -p tsconfig.json'],
  ['/usr/bin/mkdir -p /a/b', '/usr/bin/mkdir -p /a/b'],
  ['node -p 1+1', 'node -p 1+1'],
  ['node server.js -p c0ffee', 'node server.js -p [REDACTED]'],
  ['app --max-tokens 4096 --auth basic', 'app --max-tokens 4096 --auth basic'],
];

describe('redaction: arguments', () => {
  const redactor = createRedactor();

  for (const [before, after = before] of lists) {
    it(`${JSON.stringify(before)} → ${JSON.stringify(after)}`, () => {
      for (const key of ['process.command_args', 'argv', undefined]) {
        // `--auth=…` is read in the keys of arguments only
        if (key === undefined && JSON.stringify(before).includes('--auth=')) continue;
        assert.deepEqual(redactor.redactValue(key, before, 'resource'), after, key);
        assert.deepEqual(redactor.redactValue(key, after, 'resource'), after, 'a second time');
      }
    });
  }

  it('hides behind an option that the user named', () => {
    assert.deepEqual(createRedactor({ keys: ['token_file'] }).redactValue('argv', ['app', '--token-file', 'x'], 'resource'), ['app', '--token-file', '[REDACTED]']);
  });

  for (const [before, after] of lines) {
    it(`${before} → ${after}`, () => {
      assert.equal(redactor.redactValue('process.command_line', before, 'resource'), after);
      assert.equal(redactor.redactValue('process.command_line', after, 'resource'), after, 'a second time');
    });
  }
});
