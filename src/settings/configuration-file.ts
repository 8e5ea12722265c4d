/**
 * Reads a declarative configuration file. It brings a validator of half a megabyte with it:
 * load it only when OTEL_CONFIG_FILE is set, and import nothing else from it statically.
 */
import { readFileSync } from 'node:fs';
import {
  mergeHeadersConfig,
  mergePropagatorCompositeConfig,
  mergeResourceAttributesConfig,
  parseConfigFile,
} from '@opentelemetry/configuration';
import { parseDocument } from 'yaml';
import type {
  ConfigurationModel,
  LogRecordExporterConfigModel,
  PushMetricExporterConfigModel,
  ResourceConfigModel,
  SpanExporterConfigModel,
} from './configuration-model.js';

type PushExporter = SpanExporterConfigModel | LogRecordExporterConfigModel | PushMetricExporterConfigModel;

/**
 * The model in the file, variables substituted, lists in text form (`attributes_list`, `headers_list`, `composite_list`)
 * merged into the plain fields: the one shape that `configurationFromSettings` gives as well.
 * @throws Error with the file and the place in it
 */
export function readConfigurationFile(path: string): ConfigurationModel {
  let model: ConfigurationModel;
  try {
    checkSyntax(path);
    model = parseConfigFile(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
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
  const [error] = parseDocument(readFileSync(path, 'utf8'), { version: '1.2' }).errors;
  if (error) throw new Error(`${path}: ${error.message}`);
}

function mergeResource(resource: ResourceConfigModel): void {
  resource.attributes = mergeResourceAttributesConfig(resource.attributes, resource.attributes_list) ?? [];
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
    const headers = mergeHeadersConfig(exporter.headers, exporter.headers_list) ?? {};
    exporter.headers = Object.entries(headers).map(([name, value]) => ({ name, value }));
    delete exporter.headers_list;
  }
}
