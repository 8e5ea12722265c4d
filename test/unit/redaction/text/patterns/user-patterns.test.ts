/** The patterns of users: what they hide, and what becomes of one that may not be used. */
import assert from 'node:assert/strict';
import { createRedactor } from '../../../../../src/redaction/redactor.js';
import { Hits } from '../../../../../src/redaction/text/hits.js';
import { createPatternFinders } from '../../../../../src/redaction/text/patterns/user-patterns.js';
import { captureDiagnostics } from '../../../../support/diagnostic-lines.js';

function redactWith(patterns: readonly string[], value: unknown, options: Parameters<typeof createRedactor>[0] = {}): unknown {
  return createRedactor({ patterns, ...options }).redactValue(undefined, value, 'log');
}

describe('patterns of users', () => {
  const lines = captureDiagnostics();

  it('hide what they match, in texts of any place, and count it', () => {
    const redactor = createRedactor({ patterns: [String.raw`\bEMP-\d{6}\b`, '/project apollo/i'] });
    assert.deepEqual(redactor.redactValue(undefined, { note: 'EMP-123456 works on Project Apollo', list: ['EMP-1234567', 'EMP-999999'] }, 'log'), {
      note: '[REDACTED] works on [REDACTED]',
      list: ['EMP-1234567', '[REDACTED]'],
    });
    assert.deepEqual(redactor.counts.all(), [{ rule: 'pattern', surface: 'log', count: 3 }]);
  });

  it('hold in keys that the user allowed, too', () => {
    const redactor = createRedactor({ patterns: ['EMP-[0-9]{6}'], allowKeys: ['token'] });
    assert.equal(redactor.redactValue('token', 'of EMP-123456', 'span'), 'of [REDACTED]');
  });

  it('take the flags i, m, s, u, and g, which says what happens anyway', () => {
    assert.equal(redactWith(['/abc/gi'], 'x ABC abc'), 'x [REDACTED] [REDACTED]');
    assert.equal(redactWith(['/^b.$/m'], 'a\nbc\nd'), 'a\n[REDACTED]\nd');
    assert.equal(redactWith(['/a.b/s'], 'a\nb'), '[REDACTED]');
    assert.equal(redactWith([String.raw`/\u{1f511}./u`], '🔑🔒 x'), '[REDACTED] x');
  });

  it('a text between slashes is a pattern with flags, any other is the pattern itself', () => {
    assert.equal(redactWith(['/users/[0-9]{1,9}'], 'GET /users/12'), 'GET [REDACTED]');
    assert.equal(redactWith(['/users/'], 'GET /users/12'), 'GET /[REDACTED]/12');
  });

  it('a match of nothing is no match', () => {
    assert.equal(redactWith(['x*'], 'axxb🔑'), 'a[REDACTED]b🔑');
    assert.equal(redactWith(['/x*/u'], 'axxb🔑'), 'a[REDACTED]b🔑');
    assert.equal(redactWith(['$|^'], 'abc'), 'abc');
  });

  it('begin no match in a marker, and go on behind it', () => {
    assert.equal(redactWith([String.raw`\w+`], 'a [REDACTED] [HASH:0123456789ab] ****1111 [REDACTED:error] b'), '[REDACTED] [REDACTED] [HASH:0123456789ab] ****1111 [REDACTED:error] [REDACTED]');
    assert.equal(redactWith(['.+'], '[REDACTED] b'), '[REDACTED][REDACTED]');
  });

  it('redacting twice changes nothing, in any mode', () => {
    for (const mode of ['replace', 'mask', 'hash'] as const) {
      for (const pattern of [String.raw`\w+`, '.+', String.raw`\d{2,4}`, String.raw`[^ ]+`, 'e.', String.raw`\bfour\b.*`]) {
        const redactor = createRedactor({ patterns: [pattern], rules: { pattern: mode }, hashKey: 'k' });
        for (const text of ['one two three', 'abcdefghijklmnop 1234567890123', 'four (five) = six-seven', 'a\nb', '[x] ****']) {
          const once = redactor.redactValue(undefined, text, 'log');
          assert.equal(redactor.redactValue(undefined, once, 'log'), once, `${pattern} ${mode} ${text}`);
        }
      }
    }
  });

  it('start from the beginning of each text', () => {
    const redactor = createRedactor({ patterns: ['secret [a-z]{3}'] });
    for (let round = 0; round < 3; round++) assert.equal(redactor.redactText('secret abc', 'log'), '[REDACTED]');
  });

  for (const [pattern, reason] of [
    ['(', 'does not compile (Unterminated group).'],
    ['(a+)+$', 'can read the same text in too many ways; repeat nothing that is repeated inside'],
    [String.raw`(a)\1`, 'has a back-reference; write out'],
    [String.raw`\d+@corp|x`, 'repeats what it can begin with, so that each character of a text may be a new start; limit the repetition, as in {1,64}, or make a pattern of its own'],
    ['id=[^;]*;', 'has a repetition without limit in which it can begin anew, so that each beginning may run through the rest of a text; limit it, as in {0,200}'],
    [String.raw`\bid=.*;`, 'has a repetition without limit in which it can begin anew'],
    ['/abc/y', 'has other flags than i, m, s, u'],
    ['/abc/v', 'has other flags than i, m, s, u'],
    ['/abc/ii', 'does not compile (Invalid flags'],
    ['/etc/patterns', 'has other flags than i, m, s, u'],
    ['file:/no/such/file (ENOENT)', 'names a file that cannot be read, /no/such/file (ENOENT).'],
    ['file:///srv/.*', 'begins with file:, as a file does that is named alone; as a pattern it is written /file:…/.'],
  ] as const) {
    it(`${pattern} is one problem of the severity error, and the others hold`, () => {
      assert.equal(redactWith(['EMP-[0-9]{6}', pattern], 'EMP-123456 aaaa'), '[REDACTED] aaaa');
      assert.equal(lines.length, 1);
      assert.ok(lines[0]?.startsWith(`[otel-distro] error redaction-pattern-refused: Line 2 of OTEL_DISTRO_REDACT_PATTERNS is not used: it ${reason}`), lines[0]);
    });
  }

  it('the problem does not quote the pattern', () => {
    createPatternFinders({ patterns: ['canary(', '(canary+)+$', '/canary/x', 'file:/canary'], mode: 'default' });
    assert.equal(lines.length, 4);
    for (const line of lines) assert.doesNotMatch(line, /canary/);
  });

  it('the advice is in the line, and the rest of it asks for nothing else', () => {
    redactWith(['id=[^;]*;'], 'x');
    assert.match(lines[0] ?? '', /, or leave out of the repeated characters one that the pattern begins with\. Correct what the line names\. \[docs/);
  });

  it('an empty line is no pattern, and counts', () => {
    assert.equal(redactWith(['', 'EMP-[0-9]{6}', '', '('], 'EMP-123456 ('), '[REDACTED] (');
    assert.match(lines[0] ?? '', /: Line 4 of /);
    assert.equal(redactWith([''], 'GET /a', { mode: 'strict' }), 'GET /a');
  });

  it('one that is tried once in a run finds what the expression finds', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (const [source, alphabet] of [
      [String.raw`[ab.]+@a\.b`, 'ab.@ '], [String.raw`\b[ab.]+@a`, 'ab.@ '], [String.raw`(?<!a)[ab.]+@b`, 'ab.@ '], [String.raw`\w+\d`, 'a1 .'], [String.raw`\w+?\d`, 'a1 .'], [String.raw`\w{3,}?\d`, 'a1 .'],
      [String.raw`\w{2,}a@?`, 'ab@ '], ['[ab]*c', 'abcd'], ['[ab]*?c', 'abcd'], [String.raw`\B[ab]*c`, 'abc '], ['.*b', 'ab\n'], [String.raw`[ab]+$`, 'ab '], [String.raw`\d+(?:\.\d+)+`, '1.a'], [String.raw`[🔑🔒]*x`, '🔑🔒x '],
    ] as const) {
      const letters = [...alphabet];
      for (let round = 0; round < 400; round++) {
        const text = Array.from({ length: random(24) }, () => letters[random(letters.length)]).join('');
        const flags = alphabet.includes('🔑') ? 'gu' : 'g';
        const expected = text.replaceAll(new RegExp(source, flags), (found) => (found === '' ? '' : '[REDACTED]'));
        const pattern = flags === 'gu' ? `/${source}/u` : source;
        const found: Parameters<Hits['add']>[] = [];
        for (const finder of createPatternFinders({ patterns: [pattern], mode: 'default' })) finder.find(text, { add: (...hit: Parameters<Hits['add']>) => found.push(hit) } as unknown as Hits);
        const actual = found.toReversed().reduce((left, [, start, end]) => `${left.slice(0, start)}[REDACTED]${left.slice(end)}`, text);
        assert.equal(actual, expected, `${source} in ${JSON.stringify(text)}`);
      }
    }
    assert.deepEqual(lines, []);
  });

  for (const pattern of [String.raw`\w+@corp\.com`, String.raw`\b[\w.]+@acme\.de`, 'id=[^;]{0,200};', 'Kunde .{0,80} hat', '.*foo', '.+', String.raw`\w+?\d`]) {
    it(`${pattern} takes no more than linear time`, () => {
      const [finder] = createPatternFinders({ patterns: [pattern], mode: 'default' });
      assert.ok(finder);
      for (const unit of ['a', 'a.', 'a@', 'id=', 'Kunde ', 'a1', '.', 'REDACTED ', '[REDACTED]', 'f', '\n']) {
        const elapsed = (length: number): number => {
          const text = unit.repeat(Math.ceil(length / unit.length));
          const startMs = performance.now();
          finder.find(text, new Hits());
          return performance.now() - startMs;
        };
        elapsed(1000);
        assert.ok(elapsed(131_072) < 1000, unit);
      }
    });
  }

  it('in strict a pattern that is refused hides every text, and the names of attributes, numbers and booleans stay', () => {
    const redactor = createRedactor({ patterns: ['('], mode: 'strict' });
    const attributes = { 'http.route': '/a', 'http.response.status_code': 200, 'url.query': 'x' };
    assert.deepEqual(redactor.redactAttributes(attributes, 'span'), { 'http.route': '[REDACTED]', 'http.response.status_code': 200 });
    assert.equal(redactor.redactText('GET /a', 'span'), '[REDACTED]');
    assert.equal(redactWith(['x'], 'GET /a', { mode: 'strict' }), 'GET /a');
  });

  it('pattern=off turns all of them off', () => {
    assert.equal(redactWith(['abc'], 'abc', { rules: { pattern: 'off' } }), 'abc');
  });
});
