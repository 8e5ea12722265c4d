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

  for (const [before, after] of lines) {
    it(`${before} → ${after}`, () => {
      assert.equal(redactor.redactValue('process.command_line', before, 'resource'), after);
      assert.equal(redactor.redactValue('process.command_line', after, 'resource'), after, 'a second time');
    });
  }
});
