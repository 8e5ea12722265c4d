/** What the guides show and promise is what happens. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { findFreePorts } from '../../src/cli/free-port.js';
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
