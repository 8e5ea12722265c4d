/** What the guides show and promise is what happens. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { findFreePorts } from '../../src/cli/free-port.js';
import { maxFlows, maxStepsPerFlow } from '../../src/flow/flow-labels.js';
import { maxNameLength } from '../../src/flow/flow-names.js';
import { defaultHeartbeatMs } from '../../src/flow/flow-options.js';
import { redact } from '../../src/redaction/redact.js';
import { root } from '../support/node-lines.js';
import { cleanEnvironment, runApp, withReceiver } from '../support/run-app.js';
import { codeBlocks, readPages, type CodeBlock } from './pages.js';
import { createFolder } from './type-check.js';

function blocksOf(guide: string, language: string): CodeBlock[] {
  const page = readPages().find(({ file }) => file === `docs/guides/${guide}.md`);
  return page === undefined ? [] : codeBlocks(page).filter((block) => block.language === language);
}

/** Without what differs from run to run. */
function normalize(text: string): string {
  return text
    .replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):\d+/g, 'http://here')
    .replaceAll(/\b[0-9a-f]{32}\b/g, '<trace id>')
    .replaceAll(/flow\.id=checkout-[0-9a-f]{8}\b/g, '<flow id>')
    .replaceAll(/\d+(?:\.\d+)? m?s\b/g, '<time>')
    .replaceAll(/started [\d.]+ /g, 'started <version> ')
    .replaceAll(/\d+ instrumentations/g, '<count> instrumentations');
}

describe('guides', () => {
  let folder = '';
  before(() => {
    folder = createFolder('guides');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('dev: the tree is that of the app above it', async () => {
    const [[app], [expected]] = [blocksOf('dev', 'ts'), blocksOf('dev', 'text')];
    const file = path.join(folder, 'app.mjs');
    writeFileSync(file, app?.code ?? '');
    const env = { ...cleanEnvironment(), OTEL_LOG_LEVEL: 'warn', OTEL_SERVICE_NAME: 'shop' };
    const run = spawnSync(process.execPath, ['dist/cli.cjs', 'dev', '--port', '0', file], { cwd: root, env, encoding: 'utf8' });
    assert.equal(run.stderr, '');
    // what happened in the same millisecond may stand in either order
    const lines = (text: string): string[] => normalize(text).trim().split('\n').map((line) => line.replace(/^[│├└─ ]+/, '')).sort();
    assert.deepEqual(lines(run.stdout), lines(expected?.code ?? ''));
  });

  it('getting started: the start line is the one that is written', () =>
    withReceiver(async (receiver) => {
      const [port = 0] = await findFreePorts(19_464, 1);
      const file = path.join(folder, 'empty.mjs');
      writeFileSync(file, '');
      const end = await runApp({ app: file, env: { OTEL_SERVICE_NAME: 'shop', OTEL_EXPORTER_PROMETHEUS_PORT: String(port) } }, receiver);
      assert.equal(normalize(end.stderr), normalize(blocksOf('getting-started', 'text')[0]?.code ?? ''));
    }));

  it('spans: the samples print and leave what is written', () =>
    withReceiver(async (receiver) => {
      const outputs: string[] = [];
      for (const [index, { code }] of blocksOf('spans', 'ts').entries()) {
        const file = path.join(folder, `spans-${index}.mts`);
        writeFileSync(file, code);
        const end = await runApp({ app: file, nodeFlags: ['--import', 'tsx'], env: { OTEL_LOG_LEVEL: 'warn' } }, receiver);
        assert.deepEqual([end.exitCode, end.stderr], [0, '']);
        outputs.push(end.stdout);
      }
      assert.deepEqual(outputs, ['42\n', 'sent to ada@example.com\n7\n', 'hello ada 1\n', '3\n', '<h1>Cart</h1>\n']);
      const names = receiver.spans.map(({ name }) => name).sort();
      assert.deepEqual(names, ['Mailer.#sign', 'count mails', 'find user', 'quote', 'read pages', 'render', 'send mail', 'send mail', 'spell']);
    })).timeout(60_000);

  it('logs: the lines are those that are written', async () => {
    const [json, pretty] = blocksOf('logs', 'text').map(({ code }) => code);
    const file = path.join(folder, 'logs.mjs');
    writeFileSync(file, blocksOf('logs', 'ts')[0]?.code ?? '');
    const printed = async (format: string): Promise<string> => {
      const { stdout } = await runApp({ app: file, loading: 'none', env: { OTEL_DISTRO_LOG_FORMAT: format } }, undefined);
      return stdout.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '2026-01-02T03:04:05.678Z');
    };
    assert.equal(await printed('json'), json);
    // the ids are those of a request
    assert.equal(await printed('pretty'), pretty?.replace(/ trace_id=.*/, ''));
  });

  it('redaction: the samples print what is written, and the test for the app passes', async () => {
    const [printed, printedByCallback] = blocksOf('redaction', 'text').map(({ code }) => code);
    const outputs = await Promise.all(blocksOf('redaction', 'ts').map(async ({ code }, index) => {
      const file = path.join(folder, `redaction-${index}.mjs`);
      writeFileSync(file, code);
      const end = await runApp({ app: file, env: { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'warn' } }, undefined);
      assert.deepEqual([end.exitCode, end.stderr], [0, '']);
      return end.stdout;
    }));
    assert.deepEqual(outputs, [printed, printedByCallback, '']);
  });

  it('flows: the samples leave what is written', () =>
    withReceiver(async (receiver) => {
      const ends = await Promise.all(blocksOf('flows', 'ts').map(async ({ code }, index) => {
        const file = path.join(folder, `flows-${index}.mts`);
        writeFileSync(file, code);
        return runApp({ app: file, nodeFlags: ['--import', 'tsx'], env: { OTEL_LOG_LEVEL: 'warn' } }, receiver);
      }));
      assert.deepEqual(ends.map(({ exitCode, stderr }) => [exitCode, stderr]), ends.map(() => [0, '']));
      assert.match(ends[0]?.stdout ?? '', /^checkout-[\da-f]{8}\npayment of 4200 cents\n$/);
      const flows = receiver.logs.filter(({ eventName }) => eventName === 'flow.completed').map(({ attributes }) => attributes['flow.name']);
      assert.deepEqual(flows.sort(), ['checkout', 'checkout', 'retake', 'retake']);
      const skipped = receiver.logs.find(({ attributes }) => attributes['flow.step.outcome'] === 'skipped');
      assert.equal(skipped?.attributes['flow.step.skip_reason'], 'no_address');
      const [grade, sendMail] = receiver.spansNamed(/^step (grade|send_mail)$/).sort((left, right) => left.name.localeCompare(right.name));
      assert.deepEqual([grade?.attributes['flow.step.outcome'], sendMail?.attributes['flow.step.outcome']], ['completed', 'completed']);
    }));

  it('flows: the limits are those that are written', () => {
    const page = readPages().find(({ file }) => file === 'docs/guides/flows.md')?.text ?? '';
    const numbers = [/the first (\d+) names of flows/, /the first (\d+) names of the steps/, /up to (\d+) characters/, /every (\d+) seconds/].map((pattern) => Number(pattern.exec(page)?.[1]));
    assert.deepEqual(numbers, [maxFlows, maxStepsPerFlow, maxNameLength, defaultHeartbeatMs / 1000]);
  });

  it('redaction: the command shows what a setting does', () => {
    const [command] = blocksOf('redaction', 'sh');
    const env = { ...cleanEnvironment(), OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'warn' };
    const run = spawnSync('sh', ['-c', command?.code ?? ''], { cwd: root, env, encoding: 'utf8' });
    assert.equal(run.stderr, '');
    assert.equal(run.stdout, blocksOf('redaction', 'text')[2]?.code);
  });

  it('redaction: the limits are those that are written', () => {
    const page = readPages().find(({ file }) => file === 'docs/guides/redaction.md')?.text ?? '';
    const patterns = [/the first ([\d,]+) characters/, /at least ([\d,]+),/, /followed (\d+) levels/, /more than ([\d,]+) entries/];
    const [characters = NaN, kept = NaN, levels = NaN, entries = NaN] = patterns.map((pattern) => Number(pattern.exec(page)?.[1]?.replace(',', '')));
    const nested = (depth: number): unknown => (depth === 0 ? 'end' : { inner: nested(depth - 1) });
    const isWhole = (value: unknown): boolean => redact(value) === value;
    assert.deepEqual([characters, characters + 1].map((length) => isWhole('x '.repeat(length).slice(0, length))), [true, false]);
    assert.equal(redact('x'.repeat(characters + 1)), `${'x'.repeat(kept)} [REDACTED:oversize]`);
    assert.equal(redact(`${'x'.repeat(kept + 7)} ${'x'.repeat(characters)}`), `${'x'.repeat(kept + 7)} [REDACTED:oversize]`);
    assert.deepEqual([levels, levels + 1].map((depth) => isWhole(nested(depth))), [true, false]);
    assert.deepEqual([entries, entries + 1].map((length) => isWhole(Array.from({ length }, () => 1))), [true, false]);
    const list = Array.from({ length: entries }, () => 1);
    assert.deepEqual(redact<unknown>({ list }), { list: '[REDACTED:oversize]' });
    assert.equal(redact<unknown>({ list, next: 1 }), '[REDACTED:oversize]');
  });

  it('redaction: what is said of single names, values and patterns holds', () => {
    assert.deepEqual(redact({ tokenCount: 3, hasPassword: true, 'auth.method': 'oidc' }), { tokenCount: '[REDACTED]', hasPassword: '[REDACTED]', 'auth.method': 'oidc' });
    const left = ['/reset/c0ffee12c0ffee12', 'GET sess:c0ffee12', 'invalid input syntax for type integer: "c0ffee12"', [{ field: 'password', text: 'c0ffee12' }], Promise.resolve('password=c0ffee12')];
    for (const value of left) assert.equal(redact<unknown>(value), value);
  });

  it('getting started: by its path, register loads from any folder', () => {
    const register = path.join(root, 'dist/register.cjs');
    const env = { ...cleanEnvironment(), OTEL_SERVICE_NAME: 'shop', OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
    const run = spawnSync(process.execPath, ['--import', register, '--eval', ''], { cwd: tmpdir(), env, encoding: 'utf8' });
    assert.match(run.stderr, /^\[otel-distro\] info started .*\n$/);
    const withoutPath = spawnSync(process.execPath, ['--import', '@org/otel-distro/register', '--eval', ''], { cwd: tmpdir(), env, encoding: 'utf8' });
    assert.match(withoutPath.stderr, /ERR_MODULE_NOT_FOUND/);
  });

  it('getting started: npm is left alone by NODE_OPTIONS', () => {
    const env = { ...cleanEnvironment(), NODE_OPTIONS: '--import @org/otel-distro/register' };
    const run = spawnSync('npm', ['--version'], { cwd: root, env, encoding: 'utf8' });
    assert.equal(run.status, 0);
    assert.doesNotMatch(run.stderr, /otel-distro/);
  });
});
