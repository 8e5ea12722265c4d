/** Options of instrumentations without code: from the variable and from a configuration file; what does not fit is one line each. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Receiver } from '../../src/testing/index.js';
import { withReceiver, type AppEnd } from '../support/run-app.js';
import { drawTraces, runService } from '../support/run-service.js';

const app = 'instrumentations/koa.cjs';
const served = 'server GET\n  internal middleware - answer';

function run(receiver: Receiver, options: unknown, requests: readonly string[]): Promise<AppEnd> {
  return runService({ app, env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: JSON.stringify(options) } }, receiver, requests);
}

function problems({ stderr }: AppEnd): string[] {
  return stderr.split('\n').filter((line) => line.includes('instrumentation-unknown') || line.includes('setting-invalid'));
}

describe('instrumentation options', () => {
  it('http.ignoreIncomingPaths leaves neither spans nor metrics of these paths', () =>
    withReceiver(async (receiver) => {
      const options = { http: { ignoreIncomingPaths: ['/livez', '/assets/*'] } };
      const end = await run(receiver, options, ['/livez', '/livez?probe=1', '/assets/a/b.js', '/livezz', '/assets']);
      const paths = receiver.spans.filter((span) => span.kind === 'server').map((span) => span.attributes['url.path']);
      assert.deepEqual(paths.sort(), ['/assets', '/livezz']);
      const duration = receiver.metrics.find((metric) => metric.name === 'http.server.request.duration');
      assert.equal(duration?.points.reduce((sum, point) => sum + (point.count ?? 0), 0), 2);
      assert.deepEqual(problems(end), []);
    }));

  it('http.headersToSpanAttributes puts a header on the server span', () =>
    withReceiver(async (receiver) => {
      await run(receiver, { http: { headersToSpanAttributes: { server: { requestHeaders: ['X-Tenant'] } } } }, ['/']);
      const span = receiver.spans.find(({ kind }) => kind === 'server');
      assert.deepEqual(span?.attributes['http.request.header.x-tenant'], ['blue']);
    }));

  it('reports what does not fit, and uses the rest', () =>
    withReceiver(async (receiver) => {
      const options = { koaa: {}, koa: { ignoreLayerTypes: [], requestHook: 'x', ignoreLayersType: 'middleware' }, http: { ignoreIncomingPaths: ['/livez'] } };
      const end = await run(receiver, options, ['/livez', '/']);
      assert.deepEqual(drawTraces(receiver).filter((drawn) => drawn.startsWith('server')), [served]);
      const variable = 'OTEL_DISTRO_INSTRUMENTATION_OPTIONS';
      const expected = [
        `instrumentation-unknown: ${variable}: there is no instrumentation "koaa" (did you mean "koa"?); it is ignored.`,
        `instrumentation-unknown: ${variable}: koa has no option "ignoreLayerTypes" (did you mean "ignoreLayersType"?); it is ignored. Its options: enabled, ignoreLayersType.`,
        `setting-invalid: ${variable}: koa.requestHook takes a function and cannot be set without code; it is ignored.`,
        `setting-invalid: ${variable}: koa.ignoreLayersType must be string[]; it is ignored.`,
      ];
      const lines = problems(end);
      assert.equal(lines.length, expected.length, end.stderr);
      for (const [index, text] of expected.entries()) assert.ok(lines[index]?.includes(text), `${lines[index]} does not say ${text}`);
    }));

  it('of a configuration file are used, and the variable wins by name', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'options-'));
    const file = path.join(folder, 'otel.yaml');
    try {
      await withReceiver(async (receiver) => {
        writeFileSync(
          file,
          `file_format: "1.0"
tracer_provider:
  processors: [{ simple: { exporter: { otlp_http: { endpoint: ${receiver.url}/v1/traces } } } }]
instrumentation/development:
  js:
    http: { ignoreIncomingPaths: [/from-file] }
    koa: { enabled: false, nonsense: 1 }
`,
        );
        const requests = ['/from-file', '/other'];
        const byFile = await runService({ app, env: { OTEL_CONFIG_FILE: file } }, receiver, requests);
        assert.deepEqual(drawTraces(receiver), ['server GET']);
        assert.ok(problems(byFile)[0]?.includes(`instrumentation-unknown: ${file}: koa has no option "nonsense"`), byFile.stderr);
      });
      await withReceiver(async (receiver) => {
        writeFileSync(file, `file_format: "1.0"\ntracer_provider:\n  processors: [{ simple: { exporter: { otlp_http: { endpoint: ${receiver.url}/v1/traces } } } }]\ninstrumentation/development:\n  js: { koa: { enabled: false } }\n`);
        const env = { OTEL_CONFIG_FILE: file, OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"koa": {}}' };
        await runService({ app, env }, receiver, ['/']);
        assert.deepEqual(drawTraces(receiver), [served]);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
