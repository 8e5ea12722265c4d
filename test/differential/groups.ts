/** Which scenarios are sent under which settings. */
import { callScenarios, nestedCallScenarios } from './scenarios/calls.js';
import { connectionScenarios } from './scenarios/connections.js';
import { generatedScenarios } from './scenarios/generated.js';
import { contextScenarios, handlerScenarios } from './scenarios/handlers.js';
import { targetScenarios } from './scenarios/targets.js';
import type { Scenario } from './scenario.js';

export interface Group {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly scenarios: readonly Scenario[];
}

export const groups: readonly Group[] = [
  { name: 'targets and hosts', env: {}, scenarios: targetScenarios },
  { name: 'connections', env: {}, scenarios: connectionScenarios },
  { name: 'handlers', env: {}, scenarios: handlerScenarios },
  { name: 'contexts', env: {}, scenarios: contextScenarios },
  { name: 'calls', env: {}, scenarios: callScenarios },
  { name: 'calls in requests', env: {}, scenarios: nestedCallScenarios },
  { name: 'generated', env: {}, scenarios: generatedScenarios },
];
