/** Builds what gives requests and messages their ids, from the settings. */
import { IncomingIds } from '../request/incoming-ids.js';
import type { Redactor } from '../redaction/redactor.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import type { ContextMaker } from '../request/server-requests.js';
import type { Settings } from '../settings/read-settings.js';
import { propagatorNames } from './propagators.js';

/** @returns undefined where requests have no ids */
export function createIncomingIds({ requests }: Settings, configuration: ConfigurationModel, redactor: Redactor): IncomingIds | undefined {
  if (!requests.enabled || configuration.disabled === true) return undefined;
  return new IncomingIds({
    requestIdHeader: unlessNone(requests.requestIdHeader),
    correlationIdHeader: unlessNone(requests.correlationIdHeader),
    sendsOn: propagatorNames(configuration.propagator).length > 0,
    cleanFor: (attributes) => (redactor.leavesAlone(attributes) ? redactor : undefined),
    trust: (attribute, id) => redactor.trustText(attribute, id),
    isSecret: (attribute, value) => redactor.redactValue(attribute, value, 'propagation') !== value,
  });
}

/** @param options of the http instrumentation, which is on */
export function contextMakerOf(options: Readonly<Record<string, unknown>> = {}, isFast: boolean): ContextMaker {
  const { enabled, disableIncomingRequestInstrumentation, ignoreIncomingPaths } = options;
  if (enabled === false || disableIncomingRequestInstrumentation === true) return 'none';
  if (isFast) return 'instrumentation';
  return Array.isArray(ignoreIncomingPaths) && ignoreIncomingPaths.length > 0 ? 'instrumentation-for-some' : 'instrumentation';
}

function unlessNone(name: string): string | undefined {
  return name === 'none' ? undefined : name;
}
