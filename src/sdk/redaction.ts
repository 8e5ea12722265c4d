/** Builds the one redactor that every exit of the process uses. */
import { reportProblem } from '../diagnostics/log.js';
import { createRedactor, useRedactor, type Redactor } from '../redaction/redactor.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import type { Settings } from '../settings/read-settings.js';

export function startRedaction({ redaction }: Pick<Settings, 'redaction'>, configuration: ConfigurationModel): Redactor {
  const ofFile = configuration['instrumentation/development']?.general?.sanitization?.url?.sensitive_query_parameters;
  const redactor = createRedactor({ ...redaction, sensitiveQueryParameters: redaction.sensitiveQueryParameters ?? ofFile ?? undefined });
  useRedactor(redactor);
  if (redaction.mode === 'off') reportProblem('redaction-off', 'nothing is hidden.');
  return redactor;
}
