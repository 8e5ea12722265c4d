/** The redactors that are measured, each behind the same two functions. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { SpanKind, SpanStatusCode, TraceFlags, type Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { RedactionSpanProcessor } from '../../src/redaction/exits/redaction-span-processor.js';
import { createRedactor } from '../../src/redaction/redactor.js';

export interface Contender {
  /** Made of attributes outside of the measured time. */
  readonly prepare?: (attributes: Attributes) => unknown;
  readonly redactSpan: (prepared: never) => unknown;
  /** Missing where a redactor does not look into texts. */
  readonly redactText?: (text: string) => unknown;
}

/** By name; `folder` is where the others are installed. */
export const contenders = { ours, pino, logfire, none } as const satisfies Readonly<Record<string, (folder: string) => Contender>>;

/** The whole span, through the processor: its name, status, events and links are looked at as well. */
function ours(): Contender {
  const redactor = createRedactor();
  let left: ReadableSpan | undefined;
  const exporter: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void (left = span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const processor = new RedactionSpanProcessor({ next: [exporter], redactor });
  return {
    prepare: toSpan,
    redactSpan(span: ReadableSpan) {
      processor.onEnd(span);
      return left;
    },
    redactText: (text) => redactor.redactText(text, 'log'),
  };
}

function toSpan(attributes: Attributes): ReadableSpan {
  const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED };
  return {
    name: 'GET /shops/:shop/orders/:order',
    kind: SpanKind.SERVER,
    spanContext: () => spanContext,
    startTime: [1_763_633_700, 0],
    endTime: [1_763_633_700, 12_000_000],
    duration: [0, 12_000_000],
    status: { code: SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
    ended: true,
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    instrumentationScope: { name: '@opentelemetry/instrumentation-http', version: '0.301.0' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** As a team would configure pino: the paths that it knows of. Texts are not looked at. */
function pino(folder: string): Contender {
  const names = ['password', 'token', 'apiKey', 'secret', 'authorization', 'http.request.header.authorization', 'http.request.header.cookie'];
  const create = requireFrom(folder)('@pinojs/redact') as (options: object) => (value: object) => unknown;
  return { redactSpan: create({ paths: names.map((name) => `["${name}"]`), serialize: false }) as (attributes: Attributes) => unknown };
}

interface LogfireScrubber {
  scrubValue(path: readonly string[], value: unknown): readonly [unknown, unknown];
}

function logfire(folder: string): Contender {
  const { LogfireAttributeScrubber } = requireFrom(folder)('logfire') as { readonly LogfireAttributeScrubber: new () => LogfireScrubber };
  const scrubber = new LogfireAttributeScrubber();
  return {
    redactSpan: (attributes: Attributes) => scrubber.scrubValue(['attributes'], attributes)[0],
    redactText: (text) => scrubber.scrubValue(['body'], text)[0],
  };
}

/** Upstream hides nothing; a copy is the least that one could do. */
function none(): Contender {
  return {
    redactSpan(attributes: Attributes) {
      const copy: Attributes = {};
      for (const key in attributes) copy[key] = attributes[key];
      return copy;
    },
  };
}

function requireFrom(folder: string): NodeJS.Require {
  return createRequire(path.join(folder, 'package.json'));
}
