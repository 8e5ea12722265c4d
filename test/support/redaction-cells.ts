/** The cells of the canary sweep: for each part of each exit, a secret of every kind that can get there. */
import type { exits, Surface } from '../../src/redaction/exits/exits.js';
import { attributes, texts, values, type Secret } from './canaries.js';

type PartOf<S extends Surface> = (typeof exits)[S]['parts'][number];
/** `span: name` */
export type Part = { [S in Surface]: `${S}: ${PartOf<S>}` }[Surface];

export interface Cell extends Secret {
  readonly part: Part;
  /** How the app puts it in; the fixture has a function for each. */
  readonly entrance: string;
  readonly name: string;
}

/** Settings that show in a diagnostic what they cannot use; of one problem, ten are shown. */
export const settingsWithoutText = [
  'OTEL_TRACES_SAMPLER', 'OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_COMPRESSION', 'OTEL_EXPORTER_OTLP_TIMEOUT', 'OTEL_BSP_SCHEDULE_DELAY',
  'OTEL_BLRP_SCHEDULE_DELAY', 'OTEL_METRIC_EXPORT_INTERVAL', 'OTEL_METRICS_EXEMPLAR_FILTER', 'OTEL_BSP_MAX_QUEUE_SIZE',
] as const;

/** What the header allows in a value. */
const fitsTraceState = ({ text = '' }: Secret): boolean => /^[\u0020-\u002b\u002d-\u003c\u003e-\u007e]{1,256}$/.test(text);
/** The SDK records nothing under a name with a blank or a sign of its own; the fixture puts a full stop in the place of the blank. */
const fitsMetricName = ({ text = '' }: Secret): boolean => /^[A-Za-z]+ [\w.-]{1,240}$/.test(text);
/** What an id may be made of: others are replaced, whatever is in them. */
const ids = (): Secret[] => texts().flatMap((secret) => {
  const id = /^(?:using|login with) ([\w.=-]{1,128})(?: |$)/.exec(secret.text ?? '')?.[1];
  return id === undefined ? [] : [{ ...secret, text: id }];
});
const isSimple = ({ attributes: all }: Secret): boolean => Object.values(all).every((value) => typeof value === 'string');
const isNamed = ({ kind }: Secret): boolean => kind === 'secret key';

/** By the place where it is put in; most places are the part itself. */
const entrances: Readonly<Record<Part, Readonly<Record<string, () => readonly Secret[]>>>> = {
  'span: name': { 'startSpan': texts },
  'span: attribute': {
    'startSpan': values,
    // upstream's instrumentation of http hides signatures itself
    'http server': () => texts().filter(({ kind }) => kind === 'URL parameter'),
    'http.get': () => texts().filter(({ kind }) => kind === 'URL parameter'),
    'fetch': () => texts().filter(({ kind }) => kind === 'URL parameter' || kind === 'URL signature'),
  },
  'span: attribute key': { 'setAttribute': texts },
  'span: event name': { 'addEvent': texts },
  'span: event attribute': { 'addEvent': attributes },
  'span: exception': { 'recordException': texts, 'withSpan': texts },
  'span: link attribute': { 'addLink': values },
  'span: status message': { 'setStatus': texts },
  'span: trace state': { 'parent': () => [...texts().filter(fitsTraceState), ...attributes().filter(isNamed)], 'link': () => texts().filter(fitsTraceState) },
  'span: scope': { 'name': texts, 'version': texts },
  'log: body text': { 'emit': texts, 'winston': texts },
  'log: body map': { 'emit': values },
  'log: body list': { 'emit': values },
  'log: attribute': { 'emit': values, 'winston': values },
  'log: attribute key': { 'emit': texts },
  'log: exception': { 'emit': texts },
  'log: event name': { 'emit': texts },
  'log: severity text': { 'emit': texts },
  'log: scope': { 'name': texts, 'attributes': attributes },
  'metric: name': { 'counter': () => texts().filter(fitsMetricName) },
  'metric: unit': { 'counter': () => texts().filter(fitsMetricName) },
  'metric: attribute': { 'counter': attributes, 'histogram': texts },
  'metric: observable attribute': { 'gauge': attributes },
  'metric: description': { 'counter': texts },
  'metric: scope': { 'name': texts, 'version': texts },
  'resource: attribute': { 'OTEL_RESOURCE_ATTRIBUTES': () => attributes().filter(isSimple) },
  'resource: command line': { 'argument': texts, 'flag': () => attributes().filter(isNamed) },
  'propagation: baggage': { 'entry': () => attributes().filter(isSimple) },
  'propagation: trace state': { 'entry': () => [...texts().filter(fitsTraceState), ...attributes().filter(isNamed)] },
  'propagation: correlation id': { 'request': ids },
  'diagnostic: line': { 'diag': texts, 'setting': () => texts().slice(0, settingsWithoutText.length) },
  'line: event': { 'info': texts, 'child': texts },
  'line: field': { 'info': values, 'bound': attributes },
  'line: field key': { 'info': texts },
  'line: exception': { 'error': texts, 'thrown': texts },
  'line: logger name': { 'getLogger': texts },
  'receiver: line': { 'span name': texts, 'span attribute': () => attributes().filter(({ kind }) => kind === 'SQL literal' || kind === 'URL attribute'), 'status message': texts, 'log body': texts, 'log attribute': texts },
  'helper: value': { 'redact': values, 'Error': texts, 'Map': values },
};

export const cells: readonly Cell[] = Object.entries(entrances).flatMap(([part, ways]) =>
  Object.entries(ways).flatMap(([entrance, secrets]) =>
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a record of all parts
    secrets().map((secret) => ({ ...secret, part: part as Part, entrance, name: `${part} (${entrance}): ${secret.kind}` })),
  ),
);
