/** The one description that the SDK is built from: the file that `OTEL_CONFIG_FILE` names, else the variables. */
import { describeError } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import type { InstrumentationOptions } from '../instrumentations/instrumentation-loader.js';
import { configurationFromSettings } from '../settings/configuration.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import type { Settings } from '../settings/read-settings.js';

/** Loads `configuration-file.cjs`, which holds the YAML reader. */
export type LoadConfigurationFile = () => typeof import('../settings/configuration-file.js');

/** A file that cannot be used is reported, and the variables apply. */
export function readConfiguration(settings: Settings, load: LoadConfigurationFile): ConfigurationModel {
  const { configFile } = settings.general;
  if (configFile === undefined) return configurationFromSettings(settings);
  try {
    return load().readConfigurationFile(configFile);
  } catch (error) {
    reportProblem('config-file-invalid', describeError(error));
    return configurationFromSettings(settings);
  }
}

/** Loads `instrumentation-options.cjs`, which holds the table of all options. */
export type LoadOptionsCheck = () => typeof import('../instrumentations/check-options.js');

/** Options come from `instrumentation/development.js` of the configuration file and OTEL_DISTRO_INSTRUMENTATION_OPTIONS, which wins by name. */
export function readInstrumentationOptions(configuration: ConfigurationModel, settings: Settings, load: LoadOptionsCheck): InstrumentationOptions {
  const fromVariable = settings.instrumentations.options;
  const { configFile } = settings.general;
  const fromFile = configFile === undefined ? {} : { ...configuration['instrumentation/development']?.js };
  if (Object.keys({ ...fromFile, ...fromVariable }).length === 0) return {};
  const { checkInstrumentationOptions } = load();
  return {
    ...checkInstrumentationOptions(configFile ?? '', fromFile),
    ...checkInstrumentationOptions('OTEL_DISTRO_INSTRUMENTATION_OPTIONS', fromVariable),
  };
}
