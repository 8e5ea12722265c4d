/** Runs the fixture under one agent, sends it all scenarios, and brings together what everybody saw. */
import { setTimeout as pause } from 'node:timers/promises';
import { decodeRequest } from '../../src/otlp/decode/decode.js';
import type { Message } from '../../src/otlp/schema.js';
import type { Certificates } from '../collector/certificates.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { openControl, type AppNotes, type Control } from './control.js';
import { drive, type Reply } from './drive.js';
import { identityOf, type Scenario, type ServerName } from './scenario.js';
import { startTargets, type ReceivedCall, type Targets } from './targets.js';

export interface Agent {
  readonly register: string;
  readonly env: Readonly<Record<string, string>>;
}

const register = '@org/otel-distro/register';

export const agents = {
  upstream: { register: './test/fixtures/differential/upstream.cjs', env: {} },
  ours: { register, env: {} },
  oursSlow: { register, env: { OTEL_DISTRO_FAST_PATH: 'off' } },
} as const satisfies Readonly<Record<string, Agent>>;

export interface ScopedSpan {
  readonly span: Message<'Span'>;
  readonly scope: string;
}

export interface ScopedMetric {
  readonly metric: Message<'Metric'>;
  readonly scope: string;
}

export interface Outcome {
  readonly reply?: Reply;
  /** What the app saw of a call. */
  readonly call?: unknown;
}

export interface AgentRun {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly spans: readonly ScopedSpan[];
  readonly metrics: readonly ScopedMetric[];
  readonly calls: readonly ReceivedCall[];
  readonly notes: AppNotes;
  /** Names of what differs from run to run. */
  readonly ports: ReadonlyMap<number, string>;
  readonly socketPath: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly scenarios: readonly Scenario[];
  readonly certificates: Certificates | undefined;
}

/** Whoever is compared sends one batch of metrics, at the end. */
const sharedVariables = {
  OTEL_SERVICE_NAME: 'differential',
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_BSP_SCHEDULE_DELAY: '100',
  OTEL_METRIC_EXPORT_INTERVAL: '60000',
};

export function runAgent(agent: Agent, { env, scenarios, certificates }: RunOptions): Promise<AgentRun> {
  return withReceiver(async (receiver) => {
    const targets = await startTargets(certificates?.server);
    const startedAtMs = Date.now();
    const ended: { seen?: Sent } = {};
    try {
      const { stderr } = await runApp({ app: 'differential/app.cjs', register: agent.register, env: { ...sharedVariables, ...agent.env, ...certificateVariables(certificates), TARGETS: JSON.stringify(targets.ports), ...env } }, receiver, async (app) => {
        const [, text = ''] = await app.waitForOutput(/listening (.*)\n/);
        ended.seen = await send(JSON.parse(text) as AppPorts, scenarios, targets);
        app.process.kill('SIGTERM');
      });
      if (ended.seen === undefined) throw new Error(`nothing was sent: ${stderr}`);
    } finally {
      await targets.close();
    }
    const ports = new Map([...ended.seen.ports, [Number(new URL(receiver.url).port), '<receiver>']]);
    return { ...ended.seen, ports, startedAtMs, endedAtMs: Date.now(), ...decodeAll(receiver.requests) };
  });
}

type Sent = Pick<AgentRun, 'outcomes' | 'notes' | 'calls' | 'ports' | 'socketPath'>;

type AppPorts = Readonly<Partial<Record<ServerName, number>>> & { readonly control: number };

async function send(ports: AppPorts, scenarios: readonly Scenario[], targets: Targets): Promise<Sent> {
  const control = await openControl(ports.control);
  const outcomes = new Map<string, Outcome>();
  // one after the other: which packets a server reads together must not depend on others
  for (const scenario of scenarios) outcomes.set(identityOf(scenario).id, await sendOne(scenario, ports, control));
  const notes = await whenIdle(control);
  control.close();
  const { http, https, socketPath } = targets.ports;
  const names = new Map([[http, '<http target>'], ...(https === undefined ? [] : [[https, '<https target>'] as const])]);
  return { outcomes, notes, calls: targets.calls, ports: names, socketPath };
}

async function sendOne(scenario: Scenario, ports: AppPorts, control: Control): Promise<Outcome> {
  if ('steps' in scenario) return { reply: await drive(scenario, ports, control) };
  const { outcome } = await control.ask<{ outcome: unknown }>({ do: 'call', call: scenario.call, parent: scenario.parent, id: identityOf(scenario).id });
  return { call: outcome };
}

/** A request of a pipeline whose connection is gone never closes. */
const idleTimeoutMs = 1000;

async function whenIdle(control: Control): Promise<AppNotes> {
  const deadline = performance.now() + idleTimeoutMs;
  for (;;) {
    const notes = await control.ask<AppNotes>({ do: 'notes' });
    if (notes.open.length === 0 || performance.now() > deadline) return notes;
    await pause(5);
  }
}

function certificateVariables(certificates: Certificates | undefined): Readonly<Record<string, string>> {
  if (certificates === undefined) return {};
  return { TLS_FILES: JSON.stringify(certificates.server), NODE_EXTRA_CA_CERTS: certificates.authority.certificate };
}

function decodeAll(requests: readonly { readonly signal: string; readonly body: Uint8Array }[]): Pick<AgentRun, 'spans' | 'metrics'> {
  const spans: ScopedSpan[] = [];
  const metrics: ScopedMetric[] = [];
  for (const { signal, body } of requests) {
    if (signal === 'traces') {
      for (const { scopeSpans } of decodeRequest(signal, 'protobuf', body).resourceSpans) {
        for (const group of scopeSpans) spans.push(...group.spans.map((span) => ({ span, scope: describeScope(group) })));
      }
    } else if (signal === 'metrics') {
      for (const { scopeMetrics } of decodeRequest(signal, 'protobuf', body).resourceMetrics) {
        for (const group of scopeMetrics) metrics.push(...group.metrics.map((metric) => ({ metric, scope: describeScope(group) })));
      }
    }
  }
  return { spans, metrics };
}

function describeScope({ scope, schemaUrl }: { readonly scope?: Message<'InstrumentationScope'>; readonly schemaUrl: string }): string {
  return [scope?.name, scope?.version, schemaUrl, ...(scope?.attributes ?? []).map(({ key }) => key)].join(' ').trim();
}
