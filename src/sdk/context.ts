/** Makes the context manager and the propagator the global ones. */
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { createContextManager } from '../context/context-manager.js';
import { contextStorage } from '../context/context-storage.js';
import { FlowPropagator, type IsFromPeer } from '../flow/flow-propagator.js';
import type { Redactor } from '../redaction/redactor.js';
import type { IncomingIds } from '../request/incoming-ids.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import type { Environment } from '../settings/environment.js';
import { variableGetter } from '../support/environment-carrier.js';
import { inheritContext } from './inherited-context.js';
import { createPropagator, type LoadRarePropagators } from './propagators.js';

export interface ContextParts {
  readonly configuration: ConfigurationModel;
  readonly redactor: Redactor;
  /** Undefined where requests have no ids. */
  readonly ids: IncomingIds | undefined;
  /** Where a parent process left trace context; undefined = not looked for. */
  readonly inheritedFrom: Environment | undefined;
  /** Whether a flow that comes in goes on here. */
  readonly isFromPeer: IsFromPeer;
  readonly loadRarePropagators: LoadRarePropagators;
}

/** Returns the undo. */
export function registerContext({ configuration, redactor, ids, inheritedFrom, isFromPeer, loadRarePropagators: loadRare }: ContextParts): () => void {
  const manager = createContextManager(contextStorage);
  context.setGlobalContextManager(manager);
  const propagator = createPropagator(configuration.propagator, { redactor, ids, loadRare });
  if (propagator !== undefined) {
    // a process is no request: what it was started with has no ids
    const ofProcess = inheritedFrom && createPropagator(configuration.propagator, { redactor, ids: undefined, loadRare });
    const inherited = ofProcess && new FlowPropagator(ofProcess, isFromPeer).extract(ROOT_CONTEXT, inheritedFrom, variableGetter);
    propagation.setGlobalPropagator(inheritContext(inherited ?? ROOT_CONTEXT, manager, new FlowPropagator(propagator, isFromPeer)));
  }
  return () => {
    propagation.disable();
    context.disable();
  };
}
