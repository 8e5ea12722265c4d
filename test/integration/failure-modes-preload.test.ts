/** Where the distro must not run, or not alone: an old Node.js, a second copy, another SDK, a package manager. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Receiver } from '../../src/testing/index.js';
import { root, unsupportedNodeLines } from '../support/node-lines.js';
import { type ProcessRow, processRows } from '../support/process-rows.js';
import { skipUnless } from '../support/skip.js';

/** The npm that this run was started with; it need not lie beside node. */
const npm = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'npm')).find((file) => existsSync(file)) ?? 'npm';

const fixture = (name: string, ...args: string[]) => ({ app: `failure-modes/${name}`, args });
const spanIsSentOnce = ({ receiver }: { receiver: Receiver }): void => assert.deepEqual(receiver.spans.map(({ name }) => name), ['once']);
const upstream = '@opentelemetry/auto-instrumentations-node/register';
/** Upstream looks for clouds, and warns when there are none. */
const quietUpstream = { OTEL_NODE_RESOURCE_DETECTORS: 'env' };

for (const node of unsupportedNodeLines) {
  describe(`preload: ${node.name} is too old`, () => {
    beforeEach(function () {
      skipUnless(this, node.missing);
    });
    const loadings = node.name === 'Node.js 14' ? (['--require'] as const) : (['--require', '--import'] as const);
    processRows(
      loadings.map((loading) => ({
        title: `${loading}: one line, and the app runs`,
        options: { ...fixture('plain.cjs'), node, loading },
        says: /^\[otel-distro\] error node-unsupported: Node\.js \d+\.\d+\.\d+ is older than 20\.19; the app runs without telemetry\. Use Node\.js 20\.19 or newer\. \[docs\/reference\/problems\.md#node-unsupported\]$/,
        expect: ({ receiver, stdout, exitCode }) => assert.deepEqual([receiver.requests.length, stdout, exitCode], [0, 'done\n', 0]),
      })),
    );
  });
}

describe('preload: not alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'second-copy-'));
  before(() => {
    cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'bin'));
    symlinkSync(path.join(root, 'dist/cli.cjs'), path.join(folder, 'bin/otel-distro'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  processRows([
    { title: 'the same copy twice is no problem', options: fixture('two-registers.cjs', '@org/otel-distro/register'), expect: spanIsSentOnce },
    {
      title: 'a second copy stays out',
      options: fixture('two-registers.cjs', path.join(folder, 'dist/register.cjs')),
      says: /warn already-started: \S+ \(\d\S+\) runs already; \S+second-copy-\S+ \(\d\S+\) stays out\. Load register once/,
      expect: spanIsSentOnce,
    },
    {
      title: 'an SDK that was there before: the distro stands down',
      env: { ...quietUpstream, OTEL_METRICS_EXPORTER: 'none' },
      options: { ...fixture('two-registers.cjs', upstream, '@org/otel-distro/register'), loading: 'none' },
      says: /warn other-agent: another OpenTelemetry SDK has registered trace(, \w+)*; the distro stands down\. Remove the other agent/,
      expect: spanIsSentOnce,
    },
    {
      title: 'an SDK that the app starts afterwards: the API stays with the distro',
      env: { ...quietUpstream, OTEL_METRICS_EXPORTER: 'otlp' },
      options: fixture('sdk-after.cjs'),
      says: /warn second-sdk: the OpenTelemetry API stays with the distro\. Remove the start of the other SDK/,
      expect: spanIsSentOnce,
    },
    ...[
      { title: 'a package manager under NODE_OPTIONS', app: npm },
      { title: 'our own command under NODE_OPTIONS', app: path.join(folder, 'bin/otel-distro') },
    ].map(({ title, app }): ProcessRow => ({
      title,
      options: { app, args: ['--version'], loading: 'NODE_OPTIONS' },
      expect: ({ receiver, stdout, stderr }) => {
        assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
        assert.doesNotMatch(stderr, /otel-distro/);
        assert.equal(receiver.requests.length, 0);
      },
    })),
  ]);
});
