/** A redactor for tests of the exits: it knows one secret and hides it wherever it stands, whatever the rules find. */
import { RedactionCounts } from '../../../../src/redaction/redaction-counts.js';
import type { Redactor } from '../../../../src/redaction/redactor.js';

export const canary = 'canary-77aa';
export const hidden = '[REDACTED]';

export function createCanaryRedactor(): Redactor {
  const counts = new RedactionCounts();
  const redact: Redactor['redactValue'] = (_key, value, surface) => {
    const text = JSON.stringify(value) ?? '';
    if (!text.includes(canary)) return value;
    counts.add('pattern', surface);
    return JSON.parse(text.replaceAll(canary, hidden));
  };
  return {
    counts,
    redactValue: redact,
    redactAttributes: (attributes, surface) => redact(undefined, attributes, surface) as typeof attributes,
    leavesAlone: (attributes) => !JSON.stringify(attributes).includes(canary),
    redactText: (text, surface) => redact(undefined, text, surface) as string,
    redactName: (name, surface) => redact(undefined, name, surface) as typeof name,
    trustText: () => undefined,
    ownCopy: (value) => value,
  };
}

export function createFailingRedactor(): Redactor {
  const fail = (): never => {
    throw new Error(canary);
  };
  return { counts: new RedactionCounts(), redactValue: fail, redactAttributes: fail, leavesAlone: fail, redactText: fail, redactName: fail, trustText: () => undefined, ownCopy: (value) => value };
}
