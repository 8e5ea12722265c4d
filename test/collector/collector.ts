/** Runs a real OpenTelemetry Collector with an OTLP receiver, and reads back what it accepted. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeRecords, type Signal } from '../../src/otlp/decode/decode.js';
import type { DecodedRecords } from '../../src/otlp/records.js';
import { searchFor, type Expectation, type Found } from '../../src/testing/expectation.js';
import type { CertificateFiles } from './certificates.js';
import { collectorExecutable } from './executable.js';

export interface CollectorOptions {
  readonly tls?: CertificateFiles;
  /** Only clients with a certificate of this authority are let in. */
  readonly clientAuthority?: string;
  /** What the HTTP endpoint takes; '' is a body that is not compressed. @default all that the collector knows */
  readonly httpCompressions?: readonly string[];
  /** Paths of the HTTP endpoint, where they are not `/v1/<signal>`. */
  readonly paths?: Readonly<Partial<Record<Signal, string>>>;
  /** The row makes it complain; else a warning or an error in its log fails the row. */
  readonly isExpectedToComplain?: boolean;
  /** The test starts it. */
  readonly isStartedLater?: boolean;
}

export interface Collector {
  readonly httpUrl: string;
  readonly grpcUrl: string;
  /** A folder of this row, removed afterwards. */
  readonly folder: string;
  start(): Promise<void>;
  /** At once; what it accepted stays. */
  stop(): Promise<void>;
  accepted(): DecodedRecords;
  /** Waits until all of it was accepted. */
  waitFor(expectation: Expectation): Promise<Found>;
}

const deadlineMs = 10_000;
const pollMs = 20;

/** Gives `use` a collector with ports and a folder of its own. */
export async function withCollector(options: CollectorOptions, use: (collector: Collector) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-distro-collector-'));
  const ports = await findFreePorts();
  const output = path.join(folder, 'accepted.jsonl');
  const configuration = path.join(folder, 'collector.json');
  writeFileSync(configuration, JSON.stringify(createConfiguration(options, ports, output), undefined, 2));
  let running: RunningCollector | undefined;
  const scheme = options.tls === undefined ? 'http' : 'https';
  const collector: Collector = {
    httpUrl: `${scheme}://localhost:${ports.http}`,
    grpcUrl: `${scheme}://localhost:${ports.grpc}`,
    folder,
    async start() {
      running = await startCollector(configuration);
    },
    stop: async () => running?.stop(),
    accepted: () => readAccepted(output),
    async waitFor(expectation) {
      const startedMs = performance.now();
      for (;;) {
        const { found, misses } = searchFor(expectation, readAccepted(output));
        if (misses.length === 0) return found;
        assert.ok(performance.now() - startedMs < deadlineMs, `the collector did not accept it within ${deadlineMs} ms:\n  ${misses.join('\n  ')}\n  its log: ${running?.log()}`);
        await pause(pollMs);
      }
    },
  };
  try {
    if (options.isStartedLater !== true) await collector.start();
    await use(collector);
    if (options.isExpectedToComplain !== true) assert.deepEqual(running?.complaints() ?? [], [], 'the collector complained');
  } finally {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function createConfiguration({ tls, clientAuthority, httpCompressions, paths }: CollectorOptions, ports: Ports, output: string): object {
  const secured = tls && { tls: { cert_file: tls.certificate, key_file: tls.key, ...(clientAuthority && { client_ca_file: clientAuthority }) } };
  const urlPaths = Object.fromEntries(Object.entries(paths ?? {}).map(([signal, urlPath]) => [`${signal}_url_path`, urlPath]));
  const http = { endpoint: `127.0.0.1:${ports.http}`, ...secured, ...urlPaths, ...(httpCompressions && { compression_algorithms: httpCompressions }) };
  const pipeline = { receivers: ['otlp'], exporters: ['file'] };
  return {
    receivers: { otlp: { protocols: { http, grpc: { endpoint: `127.0.0.1:${ports.grpc}`, ...secured } } } },
    exporters: { file: { path: output, append: true, flush_interval: `${pollMs}ms` } },
    service: { pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline } },
  };
}

interface RunningCollector {
  log(): string;
  complaints(): string[];
  stop(): Promise<void>;
}

async function startCollector(configuration: string): Promise<RunningCollector> {
  const child = spawn(collectorExecutable(), ['--config', `file:${configuration}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const startedMs = performance.now();
  while (!text.includes('Everything is ready')) {
    assert.ok(child.exitCode === null && performance.now() - startedMs < deadlineMs, `the collector does not start: ${text}`);
    await pause(pollMs);
  }
  return {
    log: () => text,
    complaints: () => text.split('\n').filter((line) => line !== '' && !line.startsWith('{"level":"info"')),
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

/** The file exporter writes one export request in JSON per line; the last line may be half written. */
function readAccepted(output: string): DecodedRecords {
  const records: DecodedRecords = { spans: [], logs: [], metrics: [] };
  if (!existsSync(output)) return records;
  for (const line of readFileSync(output, 'utf8').split('\n').slice(0, -1)) {
    const signal = line.startsWith('{"resourceSpans"') ? 'traces' : line.startsWith('{"resourceLogs"') ? 'logs' : 'metrics';
    const { spans, logs, metrics } = decodeRecords(signal, 'json', Buffer.from(line));
    records.spans.push(...spans);
    records.logs.push(...logs);
    records.metrics.push(...metrics);
  }
  return records;
}

interface Ports {
  readonly http: number;
  readonly grpc: number;
}

/** Both are held until both are known. */
async function findFreePorts(): Promise<Ports> {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')] as const;
  const [http, grpc] = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return { http: http ?? 0, grpc: grpc ?? 0 };
}
