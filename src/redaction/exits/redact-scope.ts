/** Instrumentation scopes on their way out: each is looked at once, and what leaves for it stays one object, by which exporters group. */
import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Redactor } from '../redactor.js';
import type { Surface } from './exits.js';
import type { CutAttributes } from './value-length-limit.js';
import { withChanges } from './with-changes.js';

/** Of a logger, a scope has attributes as well. */
export type Scope = InstrumentationScope & { readonly attributes?: Attributes };

export function createScopeRedaction(redactor: Redactor, surface: Surface, cut: CutAttributes): (scope: Scope) => Scope {
  const seen = new WeakMap<Scope, Scope>();
  // a name may be anything at run time; what is no text keeps its type
  const redactText = <Text extends string | undefined>(text: Text): Text => redactor.redactValue(undefined, text, surface) as Text;
  const redact = (scope: Scope): Scope =>
    withChanges(scope, {
      name: redactText(scope.name),
      version: redactText(scope.version),
      schemaUrl: redactText(scope.schemaUrl),
      attributes: scope.attributes && cut(redactor.redactAttributes(scope.attributes, surface)),
    });
  return (scope) => {
    let redacted = seen.get(scope);
    if (redacted === undefined) seen.set(scope, (redacted = redact(scope)));
    return redacted;
  };
}
