/** However a process reaches the installed package, it has one state; without `register` the helper API does nothing. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as api from '../../src/index.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { useInstallation, type Installation } from './installation.js';

const silent = { OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_LOG_LEVEL: 'warn' };

describe('one copy in a process', () => {
  let installation: Installation;

  before(async function () {
    installation = await useInstallation(this);
  });

  it('import and require share functions and state', () =>
    withReceiver(async (receiver) => {
      const end = await runApp({ app: 'both-ways.mjs', cwd: installation.folder, env: silent }, receiver);
      assert.equal(end.exitCode, 0, end.stderr);
      assert.equal(end.stderr, '');
      const [flow = '', same] = end.stdout.split('\n');
      const { id, seen, name } = JSON.parse(flow) as Record<string, string>;
      assert.ok(id);
      assert.deepEqual({ seen, name }, { seen: id, name: 'checkout' });
      assert.equal(same, 'same functions: true');
      assert.deepEqual(receiver.spans.map((span) => span.attributes['flow.id']), [id, id]);
    }));

  it('of two installed copies the first wins, the second says so in one line', () =>
    withReceiver(async (receiver) => {
      const scope = path.join(installation.folder, 'node_modules/@org');
      const second = path.join(installation.folder, 'second/node_modules/@org');
      cpSync(scope, second, { recursive: true });
      const nodeFlags = ['--import', '@org/otel-distro/register', '--import', pathToFileURL(path.join(second, 'otel-distro/dist/register.cjs')).href];
      const end = await runApp({ app: 'both-ways.mjs', cwd: installation.folder, loading: 'none', nodeFlags, env: silent }, receiver);
      assert.equal(end.exitCode, 0, end.stderr);
      const lines = end.stderr.trim().split('\n');
      assert.equal(lines.length, 1, end.stderr);
      assert.match(lines[0] ?? '', /already-started/);
      assert.ok(lines[0]?.includes(path.join(scope, 'otel-distro')), 'names the copy that runs');
      assert.equal(receiver.spans.length, 2, 'each span once');
    }));

  it('the whole helper API works without register, silently, and holds nothing back', async () => {
    const end = await runApp({ app: 'unregistered.mjs', cwd: installation.folder, loading: 'none' }, undefined);
    assert.deepEqual({ ...end, stdout: end.stdout.trim().split(' ').toSorted() }, { exitCode: 0, signal: null, stderr: '', stdout: Object.keys(api).toSorted() });
  });
});
