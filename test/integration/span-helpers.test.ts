/** The span helpers in real processes: what is forgotten, what cannot be recorded, and decorators of the older kind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';
import { runApp, withReceiver, type AppOptions } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';

const problemLines = (stderr: string): string[] => stderr.split('\n').filter((line) => line.startsWith('[otel-distro] warn'));

describe('a span that nobody ends', () => {
  const forgotten = (ending: string, env: AppOptions['env'] = {}): AppOptions => ({ app: 'spans/forgotten.cjs', args: [ending], env: { OTEL_LOG_LEVEL: 'warn', ...env } });
  const place = String.raw`it was started at render \([^)]*forgotten\.cjs:5:10\)`;

  it('is reported when nothing is left to do, each place once, and sent', () =>
    withReceiver(async (receiver) => {
      const { exitCode, stderr } = await runApp(forgotten('drain'), receiver);
      const [render = '', never = '', ...others] = problemLines(stderr);
      assert.match(render, new RegExp(`span-open: the span "render" is still open, and nothing is left that could end it; ${place}\\.`));
      assert.match(never, /span-open: the span "never settles" is still open, [^.]* at Object\.<anonymous> \([^)]*forgotten\.cjs:10:6\)/);
      assert.deepEqual([exitCode, others], [0, []]);
      assert.equal(receiver.spans.filter(({ name, attributes }) => name === 'render' && attributes['otel_distro.interrupted'] === true).length, 3);
    }));

  it('is reported while the app runs, after the time that was set', () =>
    withReceiver(async (receiver) => {
      const { stderr } = await runApp(forgotten('wait', { OTEL_DISTRO_OPEN_SPAN_WARNING: '50' }), receiver, async (app) => {
        await waitUntil(() => app.output.stderr.includes('span-open'), 20_000);
        app.process.kill('SIGTERM');
      });
      assert.equal(problemLines(stderr).length, 1, stderr);
      assert.match(stderr, new RegExp(`span-open: the span "render" is open for more than 50 ms; ${place}`));
    }));

  for (const [what, options] of [
    ['in production', forgotten('drain', { NODE_ENV: 'production' })],
    ['where it is turned off', forgotten('drain', { OTEL_DISTRO_OPEN_SPAN_WARNING: '0' })],
    ['where the app ends the process', forgotten('process.exit')],
  ] as const) {
    it(`is not reported ${what}`, () =>
      withReceiver(async (receiver) => {
        const { exitCode, stderr } = await runApp(options, receiver);
        assert.deepEqual([exitCode, stderr], [0, '']);
        assert.equal(receiver.spansNamed('render').length, 3);
      }));
  }
});

describe('what the span helpers cannot record', () => {
  it('is left out with one line each; the functions run, and the rest is sent', () =>
    withReceiver(async (receiver) => {
      const { exitCode, stdout, stderr } = await runApp({ app: 'spans/bad-input.cjs', env: { OTEL_LOG_LEVEL: 'warn' } }, receiver);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), [1, 2, 3, 4, 'withSpan(name, options?, fn): fn is undefined, expected a function']);
      const said = problemLines(stderr);
      for (const text of [
        'span-invalid: withSpan(name, options?, fn): RangeError',
        'span-invalid: withSpan(name, options?, fn): name is undefined, expected a string; "unnamed" is used.',
        'span-invalid: traced(name, fn): options.links is a string,',
        'span-invalid: startSpan(name, options?): RangeError',
        'Invalid attribute value set for key: cycle',
      ]) {
        assert.equal(said.filter((line) => line.includes(text)).length, 1, `${text}\n${stderr}`);
      }
      assert.equal(said.length, 5, stderr);
      assert.doesNotMatch(stderr, /hunter2/);
      for (const name of ['attributes', 'by hand', 'sets']) {
        const { good, cycle, throwing, long } = receiver.spansNamed(name)[0]?.attributes ?? {};
        assert.deepEqual([good, cycle, throwing], [1, undefined, undefined]);
        if (name !== 'sets') assert.ok(String(long).length < 2 ** 20, 'the redaction shortens it');
      }
      assert.deepEqual(receiver.spans.map(({ name }) => name).sort(), ['attributes', 'by hand', 'options', 'sets', 'unnamed']);
    }));
});

describe('decorators of experimentalDecorators', () => {
  const folder = 'test/fixtures/spans/legacy';

  it('compile', () => {
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { cwd: root, encoding: 'utf8' });
    assert.equal(stdout, '');
  }).timeout(30_000);

  it('trace methods and getters, keep metadata, and say what to do about fields', () =>
    withReceiver(async (receiver) => {
      const env = { TSX_TSCONFIG_PATH: path.join(root, folder, 'tsconfig.json') };
      const end = await runApp({ app: 'spans/legacy/app.mts', nodeFlags: ['--import', 'tsx'], env }, receiver);
      const [answers, refusal] = end.stdout.trim().split('\n');
      assert.equal(answers, '6 [ 1 ] /orders', end.stderr);
      assert.match(refusal ?? '', /before a field; with experimentalDecorators, write `field = traced\(name, fn\)`$/);
      assert.deepEqual(receiver.spans.map(({ name }) => name).sort(), ['Orders.list', 'Orders.pages', 'rate']);
    }));
});
