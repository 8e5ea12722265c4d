/** The table of exits: every way out of the process, and what of it passes the redactor; the guide and the canary sweep follow it. */

interface Exit {
  /** What of it can carry a secret; the canary sweep has a cell for each. */
  readonly parts: readonly string[];
  /** One sentence for the guide. */
  readonly doc: string;
}

export const exits = {
  span: {
    parts: ['name', 'attribute', 'attribute key', 'event name', 'event attribute', 'exception', 'link attribute', 'status message', 'trace state', 'scope'],
    doc: 'Spans, on their way to any exporter.',
  },
  log: {
    parts: ['body text', 'body map', 'body list', 'attribute', 'attribute key', 'exception', 'event name', 'severity text', 'scope'],
    doc: 'Log records, on their way to any exporter.',
  },
  metric: {
    parts: ['name', 'unit', 'attribute', 'observable attribute', 'description', 'scope'],
    doc: 'Attributes of metrics when they are recorded, so that two series never become one; it holds for `/metrics` as well.',
  },
  resource: {
    parts: ['attribute', 'command line'],
    doc: 'The resource: attributes of the environment, the arguments of the process.',
  },
  propagation: {
    parts: ['baggage', 'trace state', 'correlation id'],
    doc: 'Headers of outgoing requests: an entry of baggage or trace state with a secret is left out. Ids of callers with a secret are replaced when they come in, so that they are on no log, response or outgoing request.',
  },
  diagnostic: {
    parts: ['line'],
    doc: 'What the distro says about itself on stderr.',
  },
  line: {
    parts: ['event', 'field', 'field key', 'exception', 'logger name'],
    doc: 'Lines that the loggers of `getLogger` write to stdout.',
  },
  receiver: {
    parts: ['line'],
    doc: 'What `otel-distro dev` prints of what it received.',
  },
  helper: {
    parts: ['value'],
    doc: 'What the app passes to `redact(value)`.',
  },
} as const satisfies Readonly<Record<string, Exit>>;

export type Surface = keyof typeof exits;
