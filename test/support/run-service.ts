/** Runs a fixture that is a service: waits until it listens, sends requests, and tells it to end. */
import { buildTraceTree, type TraceNode } from '../../src/otlp/trace-tree.js';
import type { Receiver } from '../../src/testing/index.js';
import { runApp, type AppEnd, type AppOptions } from './run-app.js';

/** @param requests `/path`, or `HEAD /path` */
export function runService(options: AppOptions, receiver: Receiver, requests: readonly string[]): Promise<AppEnd> {
  return runApp(options, receiver, async (app) => {
    const [, port] = await app.waitForOutput(/listening on (\d+)/);
    for (const request of requests) {
      const [path = '/', method = 'GET'] = request.split(' ').toReversed();
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { connection: 'close', 'x-tenant': 'blue' } });
      await response.text();
    }
    app.process.kill('SIGTERM');
  });
}

/** Each trace as an indented tree of kinds and names, by the start of its first span; ` !` marks a span with an error. */
export function drawTraces({ spans }: Receiver): string[] {
  const draw = ({ span, children }: TraceNode): string =>
    [`${span.kind} ${span.name}${span.status.code === 'error' ? ' !' : ''}`, ...children.map((child) => draw(child).replaceAll(/^/gm, '  '))].join('\n');
  return buildTraceTree(spans).roots.map(draw);
}
