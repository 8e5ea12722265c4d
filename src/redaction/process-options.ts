/** The options for a process in which the distro does not start: what its environment sets. Read by the first who redacts there, and not before. */
import type { ProblemCode } from '../diagnostics/problems.js';
import { processEnvironment } from '../settings/environment.js';
import { readSettings } from '../settings/read-settings.js';
import type { RedactionOptions } from './options.js';

interface ProcessOptions {
  readonly options: RedactionOptions;
  /** Only those of the redaction: nobody else acts by the settings here. */
  readonly problems: readonly { readonly code: ProblemCode; readonly detail: string }[];
}

/** Never throws. */
export function readProcessOptions(environment = processEnvironment()): ProcessOptions {
  const { values: { redaction }, problems } = readSettings(environment);
  const ofRedaction = problems.filter(({ variable }) => variable.startsWith('OTEL_DISTRO_REDACT'));
  const off = redaction.mode === 'off' ? [{ code: 'redaction-off', detail: 'nothing is hidden.' } as const] : [];
  return { options: redaction, problems: [...ofRedaction, ...off] };
}
