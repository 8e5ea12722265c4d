/** The API package is read as one file where it is the version that was bundled, and as it is where it is another. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';

const app = `
const api = require('@opentelemetry/api');
api.trace.getTracer('test').startSpan('of the app').end();
const files = Object.keys(require.cache).filter((file) => file.includes('@opentelemetry'));
console.log(files.length, Object.keys(api).sort().join(' '));
`;

describe('the API package', () => {
  let folder: string;
  let manifest: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'api-in-one-file-'));
    const distro = path.join(folder, 'node_modules/@org/otel-distro');
    const api = path.join(folder, 'node_modules/@opentelemetry/api');
    mkdirSync(path.dirname(distro), { recursive: true });
    cpSync(path.join(root, 'dist'), path.join(distro, 'dist'), { recursive: true });
    cpSync(path.join(root, 'package.json'), path.join(distro, 'package.json'));
    cpSync(path.join(root, 'node_modules/@opentelemetry/api'), api, { recursive: true });
    writeFileSync(path.join(folder, 'app.cjs'), app);
    manifest = path.join(api, 'package.json');
  });

  after(() => rmSync(folder, { recursive: true }));

  async function run(): Promise<{ files: number; names: string }> {
    return withReceiver(async (receiver) => {
      const end = await runApp({ app: path.join(folder, 'app.cjs'), cwd: folder }, receiver);
      assert.equal(end.exitCode, 0, end.stderr);
      assert.equal(receiver.spansNamed('of the app').length, 1);
      const [, files, names = ''] = /^(\d+) (.*)$/m.exec(end.stdout) ?? [];
      return { files: Number(files), names };
    });
  }

  it('is one file, with the same exports', async () => {
    const placed = await run();
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]+"/, '"version": "1.10.99"'));
    const asItIs = await run();
    assert.equal(placed.files, 1);
    assert.ok(asItIs.files > 20, `${asItIs.files}`);
    assert.equal(placed.names, asItIs.names);
  });
});
