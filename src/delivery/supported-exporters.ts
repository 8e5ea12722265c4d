/** Which exporters there are, by the names of the declarative configuration. */
import type { LogRecordExporterConfigModel, PushMetricExporterConfigModel, SpanExporterConfigModel } from '@opentelemetry/configuration';
import { reportProblem } from '../diagnostics/log.js';
import type { Signal } from './exporter.js';

export type ExporterModel = SpanExporterConfigModel | PushMetricExporterConfigModel | LogRecordExporterConfigModel;

/** Reports a problem for a model that names an exporter that we do not have. */
export function isSupported(signal: Signal, model: ExporterModel): boolean {
  const file = model['otlp_file/development'];
  if (file !== undefined) return (file?.output_stream ?? 'stdout') === 'stdout' || reportUnsupported(`output_stream "${file?.output_stream}" of otlp_file/development, only "stdout"`, signal);
  const isKnown = model.otlp_http !== undefined || model.otlp_grpc !== undefined || model.console !== undefined || (signal === 'traces' && 'zipkin' in model);
  return isKnown || reportUnsupported(`exporter "${Object.keys(model)[0] ?? ''}"`, signal);
}

function reportUnsupported(what: string, signal: Signal): false {
  reportProblem('setting-unsupported', `there is no ${what}; ${signal} are not exported by it.`);
  return false;
}
