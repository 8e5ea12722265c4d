/** Ids with the default settings, and the redactor of the built-in rules. */
import { createRedactor } from '../../../src/redaction/redactor.js';
import { IncomingIds, type IdSettings } from '../../../src/request/incoming-ids.js';

export function createIds(settings: Partial<IdSettings> = {}): IncomingIds {
  const redactor = createRedactor();
  return new IncomingIds({
    requestIdHeader: 'X-Request-ID',
    correlationIdHeader: 'X-Correlation-ID',
    sendsOn: true,
    isSecret: (attribute, value) => redactor.redactValue(attribute, value, 'propagation') !== value,
    cleanFor: (attributes) => (redactor.leavesAlone(attributes) ? redactor : undefined),
    trust: (attribute, value) => redactor.trustText(attribute, value),
    ...settings,
  });
}

/** What the metric would say, as `kind reason count`. */
export function replacedBy(ids: IncomingIds): string[] {
  const said: string[] = [];
  ids.replaced.register({
    createObservableCounter: () => ({
      addCallback: (observe: (result: { observe(count: number, labels: { kind: string; reason: string }): void }) => void) =>
        observe({ observe: (count, { kind, reason }) => said.push(`${kind} ${reason} ${count}`) }),
      removeCallback: () => undefined,
    }),
  } as never);
  return said;
}
