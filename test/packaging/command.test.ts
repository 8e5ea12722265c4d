/** The bin of the installed package. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { cleanEnvironment } from '../support/run-app.js';
import { root } from '../support/node-lines.js';
import { useInstallation, type Installation } from './installation.js';

interface CommandEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command otel-distro', () => {
  let installation: Installation;

  before(async function () {
    installation = await useInstallation(this);
  });

  async function run(command: string, args: readonly string[]): Promise<CommandEnd> {
    const child = spawn(command, args, { cwd: installation.folder, env: { ...cleanEnvironment(), OTEL_METRICS_EXPORTER: 'none' }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
    const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    return { exitCode, stdout, stderr };
  }

  const bin = (): string => path.join(installation.folder, 'node_modules/.bin/otel-distro');

  it('npx otel-distro --version', async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { readonly version: string };
    const end = await run('npx', ['--no', 'otel-distro', '--', '--version']);
    assert.deepEqual({ exitCode: end.exitCode, stdout: end.stdout }, { exitCode: 0, stdout: `${version}\n` });
  });

  it('dev runs an app and prints its trace', async () => {
    const end = await run(bin(), ['dev', '--port', '0', 'both-ways.mjs']);
    assert.equal(end.exitCode, 0, end.stderr);
    assert.match(end.stdout, /same functions: true/, 'the output of the app');
    assert.match(end.stdout, /checkout[^]*pay/, 'its flow with the step');
  });

  it('dev says what to do when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const end = await run(bin(), ['dev', '--port', String(port), 'both-ways.mjs']);
      assert.equal(end.exitCode, 1);
      assert.equal(end.stdout, '');
      assert.match(end.stderr, new RegExp(`^otel-distro: port ${port} is taken[^\\n]+--port 0[^\\n]*\\n$`));
    } finally {
      server.close();
    }
  });
});
