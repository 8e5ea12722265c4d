/** What the settings of the redaction promise beyond what holds for every row: a mistake never hides less. */
import assert from 'node:assert/strict';
import { rules } from '../../../src/redaction/rules.js';
import { adjustableRules } from '../../../src/settings/redaction-choices.js';
import { describeSettings, readSettings } from '../../../src/settings/read-settings.js';

describe('settings of the redaction', () => {
  it('are the options of a redactor', () => {
    const { values, problems } = readSettings({
      OTEL_DISTRO_REDACTION: 'Strict',
      OTEL_DISTRO_REDACT_KEYS: 'customer.id, x-*-hint',
      OTEL_DISTRO_REDACT_ALLOW_KEYS: 'auth.method',
      OTEL_DISTRO_REDACT_PATTERNS: String.raw`/emp-\d{1,6}/i`,
      OTEL_DISTRO_REDACT_PRESETS: 'PII',
      OTEL_DISTRO_REDACT_RULES: 'card=mask, email=hash,jwt=off',
      OTEL_DISTRO_REDACT_HASH_KEY: 'pepper',
      OTEL_DISTRO_REDACT_QUERY_PARAMETERS: 'sig,Proof',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(values.redaction, {
      mode: 'strict',
      keys: ['customer.id', 'x-*-hint'],
      allowKeys: ['auth.method'],
      patterns: [String.raw`/emp-\d{1,6}/i`],
      presets: ['pii'],
      rules: { card: 'mask', email: 'hash', jwt: 'off' },
      hashKey: 'pepper',
      sensitiveQueryParameters: ['sig', 'Proof'],
    });
  });

  for (const text of ['of', 'false', 'none', '0', 'disabled', 'off!']) {
    it(`OTEL_DISTRO_REDACTION=${text} is one problem and the default`, () => {
      const { values, problems } = readSettings({ OTEL_DISTRO_REDACTION: text });
      assert.equal(values.redaction.mode, 'default');
      assert.deepEqual(problems.map(({ code, variable }) => [code, variable]), [['setting-invalid', 'OTEL_DISTRO_REDACTION']]);
    });
  }

  it('a rule or a mode that is not known is reported, and the rest holds', () => {
    const { values, problems } = readSettings({ OTEL_DISTRO_REDACT_RULES: 'crad=off,card=of,email=mask,jwt=off=x,strict=off,error=off' });
    assert.deepEqual(values.redaction.rules, { email: 'mask' });
    assert.equal(problems.length, 5);
    assert.match(problems[0]?.detail ?? '', /has the member "crad=off", whose name is not known \(did you mean "card"\?\);/);
    assert.match(problems[1]?.detail ?? '', /has the member "card=of", whose choice is not known;/);
  });

  it('a problem says what holds', () => {
    const detailOf = (rules: string): string => readSettings({ OTEL_DISTRO_REDACT_RULES: rules }).problems[0]?.detail ?? '';
    assert.match(detailOf('card=mask,foo=off,email=hash'), /; using card=mask,email=hash\.$/);
    assert.match(detailOf('foo=off'), /; using the default, replace for each\.$/);
  });

  it('of two modes for one rule the last counts', () => {
    assert.deepEqual(readSettings({ OTEL_DISTRO_REDACT_RULES: 'card=off,card=mask' }).values.redaction.rules, { card: 'mask' });
  });

  it('every rule can be given a mode, but those that stand for what could not be looked at, for strict and for callbacks', () => {
    const fixed = Object.entries(rules).filter(([name, { kind }]) => kind === 'limit' || name === 'strict' || name === 'callback').map(([name]) => name);
    assert.deepEqual([...adjustableRules, ...fixed].sort(), Object.keys(rules).sort());
  });

  it('patterns stand one in a line, so that none of their characters needs an escape', () => {
    const patterns = [String.raw`a{1,3}, "b"`, String.raw`/c d\/e/i`, String.raw`^'\\$`];
    assert.deepEqual(readSettings({ OTEL_DISTRO_REDACT_PATTERNS: patterns.join('\n') }).values.redaction.patterns, patterns);
    const spread = readSettings({ OTEL_DISTRO_REDACT_PATTERNS: `\n\n${patterns.join('\r\n\r\n')}\r\n` }).values.redaction.patterns;
    assert.deepEqual(spread.filter((line) => line !== ''), patterns);
  });

  it('patterns can stand in a file, with comments; blank lines and comments keep their numbers', () => {
    const read = (path: string): string => {
      if (path !== '/etc/patterns') throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return '# staff\n\none,\n  # more\n#two\n[#]three\n';
    };
    const patternsOf = (text: string): readonly string[] => readSettings({ OTEL_DISTRO_REDACT_PATTERNS: text }, read).values.redaction.patterns;
    assert.deepEqual(patternsOf('file:/etc/patterns'), ['', '', 'one,', '', '', '[#]three']);
    assert.deepEqual(patternsOf('file: /etc/patterns'), patternsOf('file:/etc/patterns'));
    assert.deepEqual(patternsOf('# no file\none'), ['# no file', 'one']);
    // it stays in the list, so that the redactor can say so
    assert.deepEqual(patternsOf('file:/etc/other'), ['file:/etc/other (ENOENT)']);
  });

  it('neither patterns nor the key of the hash are shown, because they may be secrets themselves', () => {
    const shown = describeSettings({ OTEL_DISTRO_REDACT_PATTERNS: 'canary', OTEL_DISTRO_REDACT_HASH_KEY: 'canary' });
    assert.deepEqual(shown.map(({ value }) => value), ['…', '(not shown)']);
  });
});
