/** `npm run redaction:score`: what counts as caught, when a bar is missed, and what it prints of a corpus. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { isCaught } from '../../scripts/redaction-score/caught.js';
import type { Corpus } from '../../scripts/redaction-score/corpus.js';
import type { JudgedCorpus } from '../../scripts/redaction-score/judge.js';
import { isBarMissed, measure } from '../../scripts/redaction-score/measures.js';
import { root } from '../support/node-lines.js';

describe('redaction:score: what is caught', () => {
  const secret = 'abcdefghij0123456789';
  const rows: readonly (readonly [output: string, caught: boolean])[] = [
    ['[REDACTED]', true],
    [`x ${secret} y`, false],
    [`the first seven: ${secret.slice(0, 7)}`, true],
    [`the first eight: ${secret.slice(0, 8)}`, false],
    [`the last seven: ${secret.slice(-7)}`, true],
    [`eight within: ${secret.slice(5, 13)}`, false],
    ['%61%62%63%64efgh 100 %', false],
    [String.raw`\u0061\u0062cdefgh`, false],
    ['a%5Cu0062cdefgh', false],
  ];
  for (const [output, caught] of rows) it(`${output}: ${caught ? 'caught' : 'leaked'}`, () => assert.equal(isCaught(secret, output), caught));

  it('of a long secret, 40 % have to be left', () => {
    const long = Array.from({ length: 100 }, (_, index) => String.fromCharCode(0x4e00 + index)).join('');
    assert.equal(isCaught(long, long.slice(0, 39)), true);
    assert.equal(isCaught(long, long.slice(0, 40)), false);
  });

  it('of a short one, all of it, in any escape of JSON', () => {
    assert.equal(isCaught('abc', 'ab c'), true);
    assert.equal(isCaught('abc', 'xabcx'), false);
    assert.equal(isCaught('a"/\n', String.raw`{"x":"a\"\/\n"}`), false);
  });
});

describe('redaction:score: bars', () => {
  const judgedAs = (total: number, wrong: number, row: { class: string; kind: string }): JudgedCorpus['positives'] =>
    Array.from({ length: total }, (_, index) => ({ row: { ...row, row: index + 1, text: '', secret: '', context: '' }, output: '', isRight: index >= wrong }));
  const missed = (judged: Partial<JudgedCorpus>): string[] =>
    measure({ positives: [], negatives: [], keyed: [], ...judged }).filter(isBarMissed).map(({ name }) => name);

  const positives: readonly (readonly [group: string, total: number, accepted: number])[] = [
    ['structural', 100, 3], ['contextual', 100, 5], ['contextual-hard', 10, 4], ['pci', 100, 3], ['sql', 10, 1], ['opaque', 1, 1], ['weak', 1, 1], ['pii', 1, 1],
  ];
  for (const [group, total, accepted] of positives) {
    it(`${group}: ${accepted} of ${total} may leak`, () => {
      assert.deepEqual(missed({ positives: judgedAs(total, accepted, { class: group, kind: 'any' }) }), []);
      if (accepted < total) assert.deepEqual(missed({ positives: judgedAs(total, accepted + 1, { class: group, kind: 'any' }) }), [`caught: ${group}`]);
    });
  }

  for (const [group, total, accepted] of [['plain', 1000, 3], ['hard', 100, 3]] as const) {
    it(`${group} negatives: ${accepted} of ${total} may change`, () => {
      assert.deepEqual(missed({ negatives: judgedAs(total, accepted, { class: group, kind: 'any' }) }), []);
      assert.deepEqual(missed({ negatives: judgedAs(total, accepted + 1, { class: group, kind: 'any' }) }), [`harmless, unchanged: ${group}`]);
    });
  }

  for (const [group, expected] of [['baseline', true], ['semconv-exempt', true], ['extended', false]] as const) {
    it(`${group} keys: ${expected ? 'none may be wrong' : 'no bar'}`, () => {
      const row = { row: 1, class: group, key: 'k', value: 'v', expect: 'keep' } as const;
      const keyed = Array.from({ length: 1000 }, (_, index) => ({ row, output: '', isRight: index > 0 }));
      assert.deepEqual(missed({ keyed }), expected ? [`keys, decided right: ${group}`] : []);
    });
  }

  const mustList: readonly (readonly [name: string, kinds: readonly string[]])[] = [
    ['JWT', ['jwt', 'jwt-base64', 'jwt-truncated']],
    ['private key', ['private-key']],
    ['AWS', ['aws-access-token']],
    ['GitHub', ['github-pat']],
    ['GitLab', ['gitlab-pat']],
    ['Slack', ['slack-bot-token']],
    ['Stripe', ['stripe-access-token']],
    ['OpenAI', ['openai-api-key']],
    ['Anthropic', ['anthropic-api-key']],
    ['Google', ['gcp-api-key']],
    ['userinfo, connection strings', ['url-userinfo', 'connection-string', 'connstr:amqp']],
    ['signed-URL parameters', ['url-query:X-Amz-Signature', 'url-query:X-Amz-Credential', 'url-query:X-Amz-Security-Token', 'url-query:AWSAccessKeyId', 'url-query:Signature', 'url-query:sig', 'url-query:X-Goog-Signature']],
    ['Authorization, Cookie', ['http-header:authorization', 'cookie-header']],
  ];
  for (const [name, kinds] of mustList) {
    for (const kind of kinds) {
      it(`not one ${kind} may leak, unless no rule can see it`, () => {
        assert.deepEqual(missed({ positives: judgedAs(100, 1, { class: 'structural', kind }) }), [`must not leak: ${name}`]);
        assert.deepEqual(missed({ positives: judgedAs(1, 1, { class: 'opaque', kind }) }), []);
      });
    }
  }
});

describe('npm run redaction:score', () => {
  type Rows = { readonly [File in keyof Corpus]?: readonly object[] };

  /** stdout and exit code; the first file is compressed, as that of the corpus is. */
  function score(rows: Rows, ...options: string[]): { stdout: string; stderr: string; status: number | null } {
    const folder = mkdtempSync(path.join(tmpdir(), 'redaction-score-'));
    try {
      const files = (['positives', 'negatives', 'keyed'] as const).map((name, index) => {
        const lines = (rows[name] ?? []).map((row) => `${JSON.stringify(row)}\n`).join('');
        const file = path.join(folder, index === 0 ? `${name}.jsonl.gz` : `${name}.jsonl`);
        writeFileSync(file, index === 0 ? gzipSync(lines) : lines);
        return file;
      });
      return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/redaction-score.ts', ...files, ...options], { cwd: root, encoding: 'utf8' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  const password = ['canary', 'blue', 'sky'].join('-');
  const caught = { class: 'structural', kind: 'url-userinfo', context: 'url', text: `redis://u:${password}@cache:6379/0`, secret: password };
  const statement = { class: 'sql', kind: 'sql-literal', context: 'sql', text: `SELECT 1 FROM a WHERE b = '${password}'`, secret: password };
  const redis = { class: 'db', kind: 'redis-statement', context: 'redis', text: `SET a ${password}`, secret: password };
  const mail = { class: 'pii', kind: 'email', context: 'sentence', text: `mail to ${password}@example.com`, secret: `${password}@example.com` };
  const invisible = { class: 'structural', kind: 'no-shape', context: 'sentence', text: `this is ${password}`, secret: password };
  const harmless = { class: 'plain', kind: 'log-line', text: 'order 17 was paid' };
  const hidden = { class: 'baseline', key: 'db.password', value: password, expect: 'redact' };
  const kept = { class: 'semconv-exempt', key: 'gen_ai.usage.input_tokens', value: 412, expect: 'keep' };

  it('all bars met: exit code 0', () => {
    const { status, stdout, stderr } = score({ positives: [caught, statement, redis, mail], negatives: [harmless], keyed: [hidden, kept] });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^\| caught: structural \| 1 \| 0 \| 100 % \| ≥ 97 % \| pass \|$/m);
    assert.match(stdout, /^\| caught: sql \| 1 \| 0 \| 100 % \| ≥ 90 % \| pass \|$/m);
    assert.match(stdout, /^\| caught: db \| 1 \| 0 \| 100 % \| – \| – \|$/m);
    assert.match(stdout, /^\| caught: pii \| 1 \| 0 \| 100 % \| – \| – \|$/m);
    assert.match(stdout, /^\| must not leak: userinfo, connection strings \| 1 \| 0 \| 100 % \| ≥ 100 % \| pass \|$/m);
    assert.match(stdout, /^\| url \| 1 \| 0 \| 100 % \|$/m);
    assert.match(stdout, /^All bars are met\.$/m);
  });

  it('a bar missed: exit code 1, and the row by kind and number, without its text', () => {
    const rows = { positives: [caught, invisible], negatives: [harmless], keyed: [hidden, { ...hidden, expect: 'keep' }] };
    const { status, stdout } = score(rows);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^\| caught: structural \| 2 \| 1 \| 50 % \| ≥ 97 % \| FAIL \|$/m);
    assert.match(stdout, /^Leaked:\n {2}row 2 · structural · no-shape · sentence$/m);
    assert.match(stdout, /^Wrong keys:\n {2}row 2 · baseline · db\.password · keep$/m);
    assert.match(stdout, /^Bars missed: caught: structural; keys, decided right: baseline\.$/m);
    assert.doesNotMatch(stdout, /canary/);
    assert.match(score(rows, '--show').stdout, /row 2 · structural · no-shape · sentence\n {4}in: {2}this is canary-blue-sky\n {4}out: this is canary-blue-sky/);
  });

  it('a row that lacks a field: exit code 2, without the row', () => {
    const { status, stdout, stderr } = score({ positives: [caught, { ...caught, secret: undefined }] });
    assert.equal(status, 2, stdout);
    assert.match(stderr, /positives\.jsonl\.gz: row 2 has no field "secret"/);
    assert.doesNotMatch(stderr, /canary/);
  });
});
