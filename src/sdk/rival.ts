/** Whether another SDK, another APM agent or another copy of the distro already watches this process. */
import { createRequire } from 'node:module';
import type { ProblemCode } from '../diagnostics/problems.js';
import { packagePathOf } from '../support/package-path.js';
import { distroVersion } from '../support/version.js';
import { readState } from './state.js';

/** All API packages of major version 1 keep what is registered here, whichever copy of the package it came through. */
const openTelemetryGlobal = Symbol.for('opentelemetry.js.api.1');
const signals = ['trace', 'metrics', 'logs'] as const;
const agents: ReadonlySet<string> = new Set(['dd-trace', 'newrelic', 'elastic-apm-node', 'appdynamics', 'skywalking-backend-js']);

export interface Rival {
  readonly code: Extract<ProblemCode, 'already-started' | 'other-agent'>;
  readonly detail: string;
}

/** @param directory where this copy of the distro lies */
export function findRival(directory: string): Rival | undefined {
  const state = readState();
  if (state !== undefined) {
    const detail = `${state.path ?? 'another copy'} (${state.version ?? 'unknown version'}) runs already; ${directory} (${distroVersion}) stays out.`;
    return { code: 'already-started', detail };
  }
  const registered = registeredSignals();
  if (registered.length > 0) return { code: 'other-agent', detail: `another OpenTelemetry SDK has registered ${registered.join(', ')}; the distro stands down.` };
  const loaded = loadedAgents();
  if (loaded.length > 0) return { code: 'other-agent', detail: `${loaded.join(', ')} is loaded; the distro stands down.` };
  return undefined;
}

function registeredSignals(): string[] {
  const registered: unknown = Reflect.get(globalThis, openTelemetryGlobal);
  return typeof registered === 'object' && registered !== null ? signals.filter((signal) => signal in registered) : [];
}

function loadedAgents(): string[] {
  const names = Object.keys(createRequire(import.meta.url).cache).map((filename) => packagePathOf(filename)?.name);
  return [...new Set(names)].filter((name): name is string => name !== undefined && agents.has(name));
}
