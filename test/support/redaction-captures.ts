/** Runs the sweep app with redaction as given, and captures all that leaves it, by the way on which it leaves. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { serialize } from 'node:v8';
import type { Receiver } from '../../src/testing/index.js';
import { root } from './node-lines.js';
import { settingsWithoutText, type Cell } from './redaction-cells.js';
import { runApp, withReceiver, type AppEnd, type AppOptions } from './run-app.js';

export type Mode = 'default' | 'off';
/** A way out, and the bytes that left by it. */
export type Captures = Map<string, Buffer>;

const app = 'redaction-sweep/app.cjs';
export const protocols = ['http/protobuf', 'http/json', 'grpc'] as const;
export type Protocol = (typeof protocols)[number];

export interface Sweep {
  readonly folder: string;
  readonly cells: readonly Cell[];
  readonly mode: Mode;
}

/** What comes in by the environment, by the command line, or in other apps. */
const isPutInByApp = ({ part, entrance }: Cell): boolean => !part.startsWith('resource: ') && part !== 'receiver: line' && entrance !== 'setting';

/** All that one app lets out. It is done with each protocol; with the first one, all other exporters take part. */
export async function captureApp({ folder, cells, mode }: Sweep, protocol: Protocol): Promise<Captures> {
  const file = path.join(folder, `cells-${mode}-${protocol.replace('/', '-')}`);
  writeFileSync(file, serialize(cells.filter(isPutInByApp)));
  const server = await recordRequests();
  try {
    return await withReceiver(async (receiver) => {
      const captures: Captures = new Map();
      const options: AppOptions = {
        app,
        args: [file, server.url, ...cells.filter(({ part }) => part === 'resource: command line').flatMap(argumentsOf)],
        env: { ...environmentOf(receiver, protocol), OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${server.url}zipkin`, OTEL_DISTRO_REDACTION: mode, OTEL_RESOURCE_ATTRIBUTES: resourceAttributes(cells) },
      };
      const end = await quietly(runApp(options, receiver, async (running) => {
        await running.waitForOutput(/^done$/m);
        const address = /\/metrics on (\S+)/.exec(running.output.stderr)?.[1] ?? '';
        captures.set('/metrics', Buffer.from(await (await fetch(address)).text()));
        running.process.kill('SIGTERM');
      }));
      captures.set(`OTLP ${protocol}`, Buffer.concat(receiver.requests.flatMap(({ headers, body }) => [Buffer.from(JSON.stringify(headers)), Buffer.from(body)])));
      captures.set('request headers', Buffer.from(JSON.stringify(server.received.map(({ headers }) => headers))));
      captures.set('zipkin', Buffer.concat(server.received.filter(({ url }) => url === '/zipkin').map(({ body }) => body)));
      captures.set('stderr', Buffer.from(end.stderr));
      for (const [name, lines] of linesOfStdout(end)) captures.set(name, Buffer.from(lines.join('\n')));
      return captures;
    });
  } finally {
    server.close();
  }
}

/** An app that redacts nothing sends to `dev`. */
export async function captureDev({ folder, cells, mode }: Sweep): Promise<Captures> {
  const file = path.join(folder, `cells-${mode}-dev`);
  writeFileSync(file, serialize(cells.filter(({ part }) => part === 'receiver: line')));
  const options: AppOptions = {
    app: path.join(root, 'dist/cli.cjs'),
    loading: 'none',
    args: ['dev', '--port', '0', path.join('test/fixtures', app), '--', file],
    env: { OTEL_SDK_DISABLED: 'true', OTEL_DISTRO_REDACTION: mode },
  };
  const end = await quietly(runApp(options, undefined, async (running) => {
    await running.waitForOutput(/^done$/m);
    running.process.kill('SIGTERM');
  }));
  return new Map([['dev', Buffer.from(end.stdout)], ['stderr of dev', Buffer.from(end.stderr)]]);
}

/** The lines of loggers where nothing else of the distro runs. */
export async function captureLines({ folder, cells, mode }: Sweep): Promise<Captures> {
  const file = path.join(folder, `cells-${mode}-lines`);
  writeFileSync(file, serialize(cells.filter(({ part }) => part.startsWith('line: '))));
  const end = await quietly(runApp({ app, loading: 'none', args: [file], env: { OTEL_DISTRO_REDACTION: mode } }, undefined, async (running) => {
    await running.waitForOutput(/^done$/m);
    running.process.kill('SIGTERM');
  }));
  return new Map([['lines without register', Buffer.from(end.stdout)]]);
}

/** What an app says whose settings are no good and whose collector is not there. */
export async function captureComplaints(env: Readonly<Record<string, string>>, { cells, mode }: Pick<Sweep, 'cells' | 'mode'>): Promise<Captures> {
  const settings = cells.filter(({ entrance }) => entrance === 'setting').map(({ text = '' }, index) => [settingsWithoutText[index], text]);
  const variables = { ...Object.fromEntries(settings), ...env, OTEL_DISTRO_REDACTION: mode, OTEL_LOG_LEVEL: 'all', OTEL_DISTRO_SHUTDOWN_TIMEOUT: '300' };
  const end = await quietly(runApp({ app: 'settings/app.cjs', env: variables }, undefined));
  return new Map([['complaints', Buffer.from(end.stdout + end.stderr)]]);
}

function environmentOf(receiver: Receiver, protocol: Protocol): Readonly<Record<string, string>> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? receiver.grpcUrl : receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    ...(protocol === protocols[0] && {
      OTEL_TRACES_EXPORTER: 'otlp,console,otlp/stdout,zipkin',
      OTEL_METRICS_EXPORTER: 'otlp,console,otlp/stdout,prometheus',
      OTEL_LOGS_EXPORTER: 'otlp,console,otlp/stdout',
    }),
    OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: 'logs/dup',
    OTEL_DISTRO_SHUTDOWN_TIMEOUT: '10000',
    OTEL_LOG_LEVEL: 'all',
  };
}

function argumentsOf({ text, canary }: Cell): string[] {
  return text === undefined ? ['--password', canary] : [text];
}

function resourceAttributes(cells: readonly Cell[]): string {
  const entries = cells.flatMap(({ part, attributes }, index) => (part === 'resource: attribute' ? Object.entries(attributes).map(([key, value]) => [key === 'note' ? `note.${index}` : key, value] as const) : []));
  return entries.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`).join(',');
}

/** What the app itself printed begins with `helper`. */
function linesOfStdout({ stdout }: AppEnd): readonly (readonly [string, string[]])[] {
  const sorted: Record<'redact()' | 'otlp/stdout' | 'lines' | 'console', string[]> = { 'redact()': [], 'otlp/stdout': [], lines: [], console: [] };
  for (const line of stdout.split('\n')) sorted[wayOfLine(line)].push(line);
  return Object.entries(sorted);
}

function wayOfLine(line: string): 'redact()' | 'otlp/stdout' | 'lines' | 'console' {
  if (line.startsWith('helper ')) return 'redact()';
  if (line.startsWith('{"resource')) return 'otlp/stdout';
  return line.startsWith('{"timestamp') ? 'lines' : 'console';
}

/** A failure of the run must not print what the app printed. */
async function quietly(run: Promise<AppEnd>): Promise<AppEnd> {
  const end = await run.catch((error: unknown) => {
    throw new Error(`the app failed: ${String(error).split('\n')[0]}`);
  });
  if (end.exitCode !== 0 && end.signal !== 'SIGTERM') throw new Error(`the app ended with ${end.exitCode ?? end.signal}`);
  return end;
}

interface RecordedRequest {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function recordRequests(): Promise<{ readonly url: string; readonly received: readonly RecordedRequest[]; close(): void }> {
  const received: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const { url, headers } = request;
    void buffer(request).then((body) => {
      received.push({ url, headers, body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received, close };
}
