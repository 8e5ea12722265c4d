/** Instrumentation scopes on their way out: each is looked at once, and what leaves for it stays one object, by which exporters group. */
import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Redactor } from '../redactor.js';
import type { Surface } from './exits.js';
import { lookingOnce } from './looking-once.js';
import type { CutAttributes } from './value-length-limit.js';
import { withChanges } from './with-changes.js';

/** Of a logger, a scope has attributes as well. */
type Scope = InstrumentationScope & { readonly attributes?: Attributes };

export function createScopeRedaction(redactor: Redactor, surface: Surface, cut: CutAttributes): (scope: Scope) => Scope {
  return lookingOnce((scope) =>
    withChanges(scope, {
      name: redactor.redactName(scope.name, surface),
      version: redactor.redactName(scope.version, surface),
      schemaUrl: redactor.redactName(scope.schemaUrl, surface),
      attributes: scope.attributes && cut(redactor.redactAttributes(scope.attributes, surface)),
    }));
}
