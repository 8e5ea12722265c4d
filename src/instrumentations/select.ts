/** Which rows of the catalogue are on, and their options, from the settings. */
import { reportProblem } from '../diagnostics/log.js';
import { catalogue, type InstrumentationRow } from './catalogue.js';

export interface InstrumentationSettings {
  /** `OTEL_NODE_ENABLED_INSTRUMENTATIONS`; undefined = all that are on by default. */
  readonly enabled: readonly string[] | undefined;
  /** `OTEL_NODE_DISABLED_INSTRUMENTATIONS` */
  readonly disabled: readonly string[];
  /** `OTEL_DISTRO_INSTRUMENTATION_OPTIONS` */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An option `enabled` for one instrumentation wins over the two lists. */
export function selectInstrumentations({ enabled, disabled, options }: InstrumentationSettings): InstrumentationRow[] {
  reportUnknown('OTEL_NODE_ENABLED_INSTRUMENTATIONS', enabled ?? []);
  reportUnknown('OTEL_NODE_DISABLED_INSTRUMENTATIONS', disabled);
  reportUnknown('OTEL_DISTRO_INSTRUMENTATION_OPTIONS', Object.keys(options));
  return catalogue.filter((row) => {
    const option = options[row.id]?.['enabled'];
    if (typeof option === 'boolean') return option;
    if (disabled.includes(row.id)) return false;
    return enabled === undefined ? row.enabledByDefault : enabled.includes(row.id);
  });
}

function reportUnknown(variable: string, names: readonly string[]): void {
  const unknown = names.filter((name) => !catalogue.some((row) => row.id === name));
  if (unknown.length > 0) reportProblem('instrumentation-unknown', `${variable}: there is no instrumentation ${unknown.map((name) => `"${name}"`).join(', ')}; it is ignored.`);
}
