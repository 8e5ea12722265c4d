/** The services that get the load, the variants of each, and how their processes are started. */
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { root } from '../../test/support/node-lines.js';
import type { createPlacement } from '../support/cores.js';
import { defaultNode } from '../support/default-node.js';
import { cleanEnvironment } from '../support/environment.js';
import type { VariantName } from '../support/installations.js';
import type { Variants } from '../support/isolated-copy.js';
import { startPeer, type Peer } from '../support/peer.js';
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
  /** What must arrive for each request; undefined where we only look. */
  readonly expected?: { readonly minimumSpans: number; readonly logs: number };
}

export interface ServiceAnswers {
  readonly ready: { readonly port: number };
  readonly usage: { readonly cpuUs: number; readonly peakRssMb: number };
}

const http = { app: 'http.cjs', path: '/hello' };
const expressWinston = { app: 'express-winston.cjs', path: '/orders/1042' };

export const serviceCases: readonly ServiceCase[] = [
  { ...http, variant: 'bare', label: 'bare' },
  { ...http, variant: 'upstream', label: 'upstream' },
  { ...http, variant: 'ours', label: 'ours', expected: { minimumSpans: 1, logs: 0 } },
  { ...expressWinston, variant: 'bare', label: 'bare' },
  { ...expressWinston, variant: 'upstream', label: 'upstream' },
  { ...expressWinston, variant: 'ours', label: 'ours', expected: { minimumSpans: 1, logs: 1 } },
  { ...expressWinston, variant: 'ours', label: 'ours, logs not exported', env: { OTEL_LOGS_EXPORTER: 'none' }, expected: { minimumSpans: 1, logs: 0 } },
];

export interface Bed {
  readonly node: string;
  readonly variants: Variants;
  readonly placement: ReturnType<typeof createPlacement>;
  readonly receiver: Peer<ReceiverAnswers>;
}

export function startService({ node, variants, placement, receiver }: Bed, { app, variant, env }: ServiceCase, moreEnv: Readonly<Record<string, string>> = {}): Promise<Peer<ServiceAnswers>> {
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
    ...env,
    ...moreEnv,
  };
  const command = placement.place({ executable: node, args: [...flags, `throughput/${app}`] }, 'measured');
  return startPeer(command, { folder, env: { ...cleanEnvironment(), ...settings } });
}

export function startReceiver(placement: Bed['placement']): Promise<Peer<ReceiverAnswers>> {
  return startCounterpart(placement, 'receiver.ts', []);
}

export function startLoad(placement: Bed['placement'], port: number, { path }: ServiceCase, connections: number): Promise<Peer<LoadAnswers>> {
  return startCounterpart(placement, 'load.ts', [String(port), path, String(connections)]);
}

/** On one Node.js, whichever is measured, so that the other side stays the same. */
function startCounterpart<Answers extends { ready: unknown }>(placement: Bed['placement'], file: string, args: readonly string[]): Promise<Peer<Answers>> {
  const command = { executable: defaultNode(), args: ['--import', 'tsx', path.join(import.meta.dirname, file), ...args] };
  return startPeer(placement.place(command, 'counterpart'), { folder: root, env: cleanEnvironment() });
}
