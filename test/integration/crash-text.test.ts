/** What Node.js writes of an error that nobody catches is the same in spans as without them. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { build } from 'rolldown';
import { createFolder } from '../docs/type-check.js';
import { nodeLines, root } from '../support/node-lines.js';
import { runApp, withReceiver, type AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

const fixture = path.join(root, 'test/fixtures/spans/crash.cjs');

/** The functions that were called to get there differ. */
function withoutOuterFrames(stderr: string): string {
  return stderr.replaceAll(/\n {4}at (?!charge|(?:PaymentError|async )?.*ways)[^\n]*/g, '').replaceAll(/ < (?!thrown)[^<>]*/g, '');
}

async function stderrOf(how: string, where: 'alone' | 'in spans' | 'in a flow', options: Partial<AppOptions>): Promise<string> {
  return withReceiver(async (receiver) => {
    const end = await runApp({ app: fixture, args: [how, where], ...options, env: { ...options.env, OTEL_LOG_LEVEL: 'warn' } }, receiver);
    assert.equal(end.exitCode, 1, end.stderr);
    const recorded = receiver.spans.flatMap((span) => span.events.filter(({ name }) => name === 'exception').map(({ attributes }) => [span.name, attributes['exception.type']]));
    assert.deepEqual(recorded, { alone: [], 'in spans': [['charge', 'PaymentError']], 'in a flow': [['step charge', 'PaymentError']] }[where]);
    for (const { status, attributes } of receiver.spans) assert.deepEqual([status.code, attributes['error.type']], ['error', 'PaymentError']);
    return withoutOuterFrames(end.stderr);
  });
}

describe('the text of a crash', () => {
  let folder = '';
  let mapped = '';
  before(async () => {
    folder = createFolder('crash');
    mapped = path.join(folder, 'crash.cjs');
    await build({ input: fixture, platform: 'node', external: ['@org/otel-distro'], output: { file: mapped, format: 'cjs', minify: { mangle: { keepNames: true } }, sourcemap: 'inline' } });
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const node of nodeLines) {
    describe(node.name, () => {
      const promise = 'thrown in a promise';

      async function assertSame(options: Partial<AppOptions>, expected: RegExp): Promise<void> {
        const alone = await stderrOf(promise, 'alone', { ...options, node });
        assert.match(alone, expected);
        for (const where of ['in spans', 'in a flow'] as const) assert.equal(await stderrOf(promise, where, { ...options, node }), alone, where);
      }

      it('shows where the app threw', async function () {
        skipUnless(this, node.missing);
        await assertSame({}, /^[^\n]*crash\.cjs:9\n {2}throw new PaymentError\('card declined'\);\n +\^\n\n(?:PaymentError|Error): card declined\n {4}at charge /);
      });

      it('by source maps', async function () {
        skipUnless(this, node.missing);
        await assertSame({ app: mapped, nodeFlags: ['--enable-source-maps'] }, /fixtures\/spans\/crash\.cjs:9[^]*at charge \([^)]*fixtures\/spans\/crash\.cjs:9:/);
      });

      it('by the stack traces of the app', async function () {
        skipUnless(this, node.missing);
        await assertSame({ env: { OWN_STACKS: 'true' } }, /^[^\n]*crash\.cjs:9\n[^]*Error: card declined <charge/);
      });

      it('of what is thrown on at once, one short line of ours stands in the place of the one that threw', async function () {
        skipUnless(this, node.missing);
        const alone = await stderrOf('thrown at once', 'alone', { node });
        const inSpans = await stderrOf('thrown at once', 'in spans', { node });
        const [file, source = '', , ...rest] = inSpans.split('\n');
        assert.match(String(file), /dist\/index\.cjs:\d+$/);
        assert.match(source, /^throw .{1,40}$/);
        assert.deepEqual(rest, alone.split('\n').slice(3));
      });
    });
  }
});
