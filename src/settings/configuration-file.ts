/**
 * Reads a declarative configuration file. It brings a validator of half a megabyte with it:
 * load it only when OTEL_CONFIG_FILE is set, and import nothing else from it statically.
 */
import { readFileSync } from 'node:fs';
import { mergePropagatorCompositeConfig, parseConfigFile } from '@opentelemetry/configuration';
import { LineCounter, parseDocument } from 'yaml';
import { describeError } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import type {
  ConfigurationModel,
  LogRecordExporterConfigModel,
  PushMetricExporterConfigModel,
  ResourceConfigModel,
  SpanExporterConfigModel,
} from './configuration-model.js';
import type { Kind } from './kind.js';
import { headers as headersKind, keyValueList } from './kinds/structured.js';

type PushExporter = SpanExporterConfigModel | LogRecordExporterConfigModel | PushMetricExporterConfigModel;

/**
 * The model in the file, variables substituted, lists in text form (`attributes_list`, `headers_list`, `composite_list`)
 * merged into the plain fields: the one shape that `configurationFromSettings` gives as well.
 * @throws Error with the file and the place in it; it quotes nothing of the file, which may hold secrets
 */
export function readConfigurationFile(path: string): ConfigurationModel {
  let model: ConfigurationModel;
  try {
    checkSyntax(path);
    model = parseConfigFile(path);
  } catch (error) {
    // of an alias the message names what follows the star, which may have been meant as text
    const message = error instanceof ReferenceError ? 'an alias (*) has no anchor (&)' : describeError(error);
    throw new Error(message.includes(path) ? message : `${path}: ${message}`, { cause: error });
  }
  if (model.resource) mergeResource(model.resource);
  if (model.propagator) {
    const composite = mergePropagatorCompositeConfig(model.propagator.composite, model.propagator.composite_list) ?? [];
    model.propagator = { composite: composite.some((propagator) => 'none' in propagator) ? [] : composite };
  }
  for (const exporter of pushExporters(model)) mergeHeaders(exporter);
  return model;
}

/** `parseConfigFile` overlooks syntax errors and repeated keys, and goes on with a part of the file. */
function checkSyntax(path: string): void {
  const lineCounter = new LineCounter();
  // a pretty error quotes the line
  const [error] = parseDocument(readFileSync(path, 'utf8'), { version: '1.2', prettyErrors: false, lineCounter }).errors;
  if (error === undefined) return;
  const { line, col } = lineCounter.linePos(error.pos[0]);
  throw new Error(`${path}: ${error.message} at line ${line}, column ${col}`);
}

function mergeResource(resource: ResourceConfigModel): void {
  const attributes = resource.attributes ?? [];
  const named = new Set(attributes.map(({ name }) => name));
  const listed = Object.entries(readList('resource.attributes_list', resource.attributes_list, keyValueList)).filter(([name]) => !named.has(name));
  resource.attributes = [...attributes, ...listed.map(([name, value]) => ({ name, value, type: 'string' as const }))];
  delete resource.attributes_list;
  const detection = resource['detection/development'];
  // in a file the detector "host" gives os.* too; OTEL_NODE_RESOURCE_DETECTORS has a name of its own for them
  if (detection?.detectors?.some((detector) => 'host' in detector)) detection.detectors.push({ os: {} });
}

function pushExporters(model: ConfigurationModel): PushExporter[] {
  const processors = [...(model.tracer_provider?.processors ?? []), ...(model.logger_provider?.processors ?? [])];
  return [
    ...processors.flatMap(({ batch, simple }) => [batch?.exporter, simple?.exporter]),
    ...(model.meter_provider?.readers ?? []).map(({ periodic }) => periodic?.exporter),
  ].filter((exporter) => exporter !== undefined);
}

function mergeHeaders({ otlp_http: http, otlp_grpc: grpc }: PushExporter): void {
  for (const exporter of [http, grpc]) {
    if (!exporter) continue;
    const listed = Object.entries(readList('headers_list', exporter.headers_list, headersKind));
    const given = (exporter.headers ?? []).flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
    exporter.headers = [...new Map([...listed, ...given])].map(([name, value]) => ({ name, value }));
    delete exporter.headers_list;
  }
}

/** By the parser of the variables of the same form: a bad entry is reported, without its value, and the others are kept. */
function readList(place: string, text: string | null | undefined, kind: Kind<Readonly<Record<string, string>>>): Readonly<Record<string, string>> {
  if (!text?.trim()) return {};
  const { value = {}, complaints } = kind.parse(text, () => '');
  for (const { code, reason } of complaints) reportProblem(code, `${place} in the configuration file ${reason}; it is left out.`);
  return value;
}
