/** The services that get the load, the variants of each, and how their processes are started. */
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { root } from '../../test/support/node-lines.js';
import type { createPlacement } from '../support/cores.js';
import { defaultNode } from '../support/default-node.js';
import { cleanEnvironment } from '../support/environment.js';
import type { MeasuredNode } from '../support/measured-node.js';
import type { VariantName } from '../support/installations.js';
import type { Variants } from '../support/isolated-copy.js';
import { startPeer, type Peer } from '../support/peer.js';
import type { BackendAnswers } from './backend.js';
import type { LoadAnswers } from './load.js';
import type { ReceiverAnswers } from './receiver.js';

export interface ServiceCase {
  /** File in `apps/`. */
  readonly app: string;
  /** Path that is asked for. */
  readonly path: string;
  readonly variant: VariantName;
  /** How the variant is called in the table. */
  readonly label: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The variable whose address it talks to. */
  readonly needs?: keyof Bed['addresses'];
  /** Another than that of the run. */
  readonly otherNode?: MeasuredNode;
  /** What must arrive for each request; undefined where we only look. */
  readonly expected?: { readonly minimumSpans: number; readonly logs: number };
}

export interface ServiceAnswers {
  readonly ready: { readonly port: number };
  readonly usage: { readonly cpuUs: number; readonly peakRssMb: number };
}

type Service = Pick<ServiceCase, 'app' | 'path' | 'needs' | 'otherNode'>;
type Expected = NonNullable<ServiceCase['expected']>;

const http = { app: 'http.cjs', path: '/hello' };
const httpExpected = { minimumSpans: 1, logs: 0 };
const expressWinston = { app: 'express-winston.cjs', path: '/orders/1042' };

function compare(service: Service, expected: Expected): ServiceCase[] {
  return [
    { ...service, variant: 'bare', label: 'bare' },
    { ...service, variant: 'upstream', label: 'upstream' },
    { ...service, variant: 'ours', label: 'ours', expected },
  ];
}

/** Ours through upstream's classes. */
function slowPath(service: Service, expected: Expected): ServiceCase {
  return { ...service, variant: 'ours', label: 'ours, slow path', env: { OTEL_DISTRO_FAST_PATH: 'off' }, expected };
}

function compareWithSlowPath(service: Service, expected: Expected): ServiceCase[] {
  return [...compare(service, expected), slowPath(service, expected)];
}

const casesOfEachService: readonly ServiceCase[] = [
  ...compareWithSlowPath(http, httpExpected),
  ...compareWithSlowPath(expressWinston, { minimumSpans: 1, logs: 1 }),
  { ...expressWinston, variant: 'ours', label: 'ours, logs not exported', env: { OTEL_LOGS_EXPORTER: 'none' }, expected: { minimumSpans: 1, logs: 0 } },
  ...compareWithSlowPath({ app: 'fastify-pino-pg.cjs', path: '/orders/1042', needs: 'DATABASE_URL' }, { minimumSpans: 2, logs: 1 }),
  ...compareWithSlowPath({ app: 'http-client.cjs', path: '/hello', needs: 'BACKEND_URL' }, { minimumSpans: 2, logs: 0 }),
];

export const serviceNames: readonly string[] = [...new Set(casesOfEachService.map(({ app }) => app))];

/** Each service, and on other lines of Node.js the plain one. */
export function serviceCases(otherNodes: readonly MeasuredNode[]): readonly ServiceCase[] {
  return [...casesOfEachService, ...otherNodes.flatMap((otherNode) => compare({ ...http, otherNode }, httpExpected))];
}

/** As the tables call it. */
export function titleOf({ app, otherNode }: Service): string {
  return otherNode === undefined ? app : `${app}, Node.js ${otherNode.version}`;
}

export interface Bed {
  readonly node: string;
  /** Of what the services talk to, by the variable that tells them; a database is not on each machine. */
  readonly addresses: Readonly<{ BACKEND_URL: string; DATABASE_URL?: string }>;
  readonly variants: Variants;
  readonly placement: ReturnType<typeof createPlacement>;
  readonly receiver: Peer<ReceiverAnswers>;
}

export function startService({ node, addresses, variants, placement, receiver }: Bed, { app, variant, env, otherNode }: ServiceCase, moreEnv: Readonly<Record<string, string>> = {}): Promise<Peer<ServiceAnswers>> {
  const { folder, register } = variants[variant];
  const flags = register === undefined ? [] : ['--import', register];
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.ready.port}`,
    // told to both, so that both export the same signals
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    // what one service leaves must not be counted for the next
    OTEL_DISTRO_SPOOL_DIR: path.join(folder, `spool-${randomUUID()}`),
    ...addresses,
    ...env,
    ...moreEnv,
  };
  const command = placement.place({ executable: otherNode?.executable ?? node, args: [...flags, `throughput/${app}`] }, 'measured');
  return startPeer(command, { folder, env: { ...cleanEnvironment(), ...settings } });
}

export function startReceiver(placement: Bed['placement']): Promise<Peer<ReceiverAnswers>> {
  return startCounterpart(placement, 'receiver.ts', []);
}

export function startBackend(placement: Bed['placement']): Promise<Peer<BackendAnswers>> {
  return startCounterpart(placement, 'backend.ts', []);
}

export function startLoad(placement: Bed['placement'], port: number, { path }: ServiceCase, connections: number): Promise<Peer<LoadAnswers>> {
  return startCounterpart(placement, 'load.ts', [String(port), path, String(connections)]);
}

/** On one Node.js, whichever is measured, so that the other side stays the same. */
function startCounterpart<Answers extends { ready: unknown }>(placement: Bed['placement'], file: string, args: readonly string[]): Promise<Peer<Answers>> {
  const command = { executable: defaultNode(), args: ['--import', 'tsx', path.join(import.meta.dirname, file), ...args] };
  return startPeer(placement.place(command, 'counterpart'), { folder: root, env: cleanEnvironment() });
}
