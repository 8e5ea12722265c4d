/** A fixture that serves and is asked for its ids. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { problemsIn } from './process-rows.js';
import { runApp, withReceiver, type AppEnd, type AppOptions } from './run-app.js';

export const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

export interface Ids {
  readonly requestId: string;
  readonly correlationId: string;
}

export interface Service {
  readonly receiver: Receiver;
  readonly url: string;
  readonly port: number;
}

/** Runs `use` while the service listens, and waits until it has ended; what it leaves is at the receiver then. */
export function withService(options: AppOptions, use: (service: Service) => Promise<void>, look: (receiver: Receiver, end: AppEnd) => unknown = () => undefined, problems: readonly RegExp[] = []): Promise<void> {
  return withReceiver(async (receiver) => {
    const end = await runApp(options, receiver, async (app) => {
      const [, port] = await app.waitForOutput(/listening on (\d+)/);
      await use({ receiver, url: `http://127.0.0.1:${port}`, port: Number(port) });
      app.process.kill('SIGTERM');
    });
    const said = problemsIn(end.stderr).filter((line) => line.includes('[otel-distro]'));
    assert.equal(said.length, problems.length, end.stderr);
    for (const [index, problem] of problems.entries()) assert.match(said[index] ?? '', problem);
    await look(receiver, end);
  });
}

/** In the headers of a response. */
export const idsOf = (response: Response): unknown[] => [response.headers.get('x-request-id'), response.headers.get('x-correlation-id')];
/** On a span or a log record. */
export const stamps = ({ attributes }: { readonly attributes: Readonly<Record<string, unknown>> }): unknown[] => [attributes['request.id'], attributes['correlation.id'], attributes['request.method']];

