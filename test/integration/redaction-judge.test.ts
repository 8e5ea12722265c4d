/** An independent judge over all that leaves an app full of secrets: secretlint finds nothing, and plenty where redaction is off. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { Receiver } from '../../src/testing/index.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { findSecrets, missingJudge } from '../support/secretlint/find-secrets.js';
import { skipUnless } from '../support/skip.js';

interface Secret {
  readonly kind: string;
  readonly text: string;
  readonly secret: string;
}

const { secrets } = createRequire(import.meta.url)('../fixtures/redaction/secrets.cjs') as { readonly secrets: readonly Secret[] };

/** The judge has no rules for these; they are here for our own look at what leaves. */
const unknownToJudge = ['web token', 'Google key', 'Redis address'];

/** What one kind of record looks like outside: as JSON, a record a line, and its texts as they are. */
function textsOf(records: readonly unknown[]): string[] {
  return [records.map(toJson).join('\n'), records.flatMap(leaves).join('\n')];
}

function toJson(record: unknown): string {
  return JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, child]) => [key, ...leaves(child)]) : [];
}

interface Captured {
  readonly spans: readonly unknown[];
  readonly logs: readonly unknown[];
  readonly metrics: readonly unknown[];
}

async function capture(env: Readonly<Record<string, string>>): Promise<Captured> {
  return withReceiver(async (receiver: Receiver) => {
    const end = await runApp({ app: 'redaction/leaky-app.cjs', env }, receiver);
    assert.equal(end.exitCode, 0, end.stderr);
    assert.equal(receiver.spans.length, secrets.length);
    assert.equal(receiver.logs.length, secrets.length * 8);
    return { spans: [...receiver.spans], logs: [...receiver.logs], metrics: [...receiver.metrics] };
  });
}

const signals = ['spans', 'logs', 'metrics'] as const;

describe('redaction: secretlint over captured telemetry', function () {
  this.timeout(120_000);

  before(function () {
    skipUnless(this, missingJudge);
  });

  it('the judge knows the kinds of secrets when it sees them', () => {
    const found = findSecrets(secrets.map(({ text }) => text));
    assert.deepEqual(secrets.filter((_, index) => found[index]?.length === 0).map(({ kind }) => kind), unknownToJudge);
  });

  it('finds nothing in what leaves', async () => {
    const captured = await capture({});
    const found = findSecrets(signals.flatMap((signal) => textsOf(captured[signal])));
    assert.deepEqual([...new Set(found.flat())], []);
    assert.match(toJson(captured), /REDACTED/);
  });

  it('no secret leaves, those that the judge does not know included', async () => {
    const captured = await capture({});
    const survivors = signals.flatMap((signal) => {
      const texts = captured[signal].flatMap(leaves).join('\n');
      const decoded = texts.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => Buffer.from(encoded.replaceAll('%', ''), 'hex').toString());
      return secrets.filter(({ secret }) => texts.includes(secret) || decoded.includes(secret)).map(({ kind }) => `${signal}: ${kind}`);
    });
    assert.deepEqual(survivors, []);
  });

  it('finds plenty in each signal when the redaction is off', async () => {
    const captured = await capture({ OTEL_DISTRO_REDACTION: 'off' });
    for (const signal of signals) {
      for (const found of findSecrets(textsOf(captured[signal]))) assert.ok(found.length > secrets.length / 2, `${signal}: ${found.length} found`);
    }
  });
});
