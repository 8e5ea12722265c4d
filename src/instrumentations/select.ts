/** Which rows of the catalogue are on, from the settings. */
import { reportProblem } from '../diagnostics/log.js';
import { didYouMean } from '../settings/nearest-name.js';
import { catalogue, type InstrumentationRow } from './catalogue.js';
import type { InstrumentationOptions } from './instrumentation-loader.js';

export interface InstrumentationSettings {
  /** `OTEL_NODE_ENABLED_INSTRUMENTATIONS`; undefined = all that are on by default. */
  readonly enabled: readonly string[] | undefined;
  /** `OTEL_NODE_DISABLED_INSTRUMENTATIONS` */
  readonly disabled: readonly string[];
  /** `OTEL_DISTRO_CHILD_CONTEXT` */
  readonly childContext: 'on' | 'off';
  /** Checked by `checkInstrumentationOptions`. */
  readonly options: InstrumentationOptions;
}

/** They do nothing but hand trace context to children. */
const forChildren: ReadonlySet<string> = new Set(['child_process', 'worker_threads']);

/** An option `enabled` of one instrumentation wins over the two lists. */
export function selectInstrumentations({ enabled, disabled, childContext, options }: InstrumentationSettings): InstrumentationRow[] {
  reportUnknown('OTEL_NODE_ENABLED_INSTRUMENTATIONS', enabled ?? []);
  reportUnknown('OTEL_NODE_DISABLED_INSTRUMENTATIONS', disabled);
  return catalogue.filter((row) => {
    if (childContext === 'off' && forChildren.has(row.id)) return false;
    const option = options[row.id]?.['enabled'];
    if (typeof option === 'boolean') return option;
    if (disabled.includes(row.id)) return false;
    return enabled === undefined ? row.enabledByDefault : enabled.includes(row.id);
  });
}

function reportUnknown(variable: string, names: readonly string[]): void {
  const known = catalogue.map((row) => row.id);
  for (const name of names.filter((given) => !known.includes(given))) {
    reportProblem('instrumentation-unknown', `${variable}: there is no instrumentation "${name}"${didYouMean(name, known)}; it is ignored.`);
  }
}
