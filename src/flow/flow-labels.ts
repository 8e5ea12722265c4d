/** Names of flows and steps as the metrics have them: of each so many as an app has, and not so many as its users can make up. */
import { reportProblem } from '../diagnostics/log.js';
import { plainWordsOf } from './flow-names.js';

export const maxFlows = 100;
export const maxStepsPerFlow = 50;
/** Stands for all names beyond. */
const other = 'other';

export interface FlowLabels {
  readonly flow: string;
  /** The names of its steps that are labels. */
  readonly steps: Set<string>;
  /** How many run at this moment. */
  activeCount: number;
}

export class FlowLabelTable {
  readonly #flows = new Map<string, FlowLabels>();
  #others: FlowLabels | undefined;
  #hasReportedSteps = false;

  of(name: string): FlowLabels {
    const known = this.#flows.get(name);
    if (known !== undefined) return known;
    if (this.#flows.size >= maxFlows) return (this.#others ??= this.#tooManyFlows(name));
    const labels = createLabels(name);
    this.#flows.set(name, labels);
    return labels;
  }

  stepOf({ flow, steps }: FlowLabels, name: string): string {
    if (steps.has(name)) return name;
    if (steps.size < maxStepsPerFlow) {
      steps.add(name);
      return name;
    }
    if (!this.#hasReportedSteps) {
      this.#hasReportedSteps = true;
      reportProblem('flow-names-unbounded', `a flow "${plainWordsOf(flow)}" has steps of more than ${maxStepsPerFlow} names, such as "${plainWordsOf(name)}".`);
    }
    return other;
  }

  all(): readonly FlowLabels[] {
    return [...this.#flows.values(), ...(this.#others === undefined ? [] : [this.#others])];
  }

  #tooManyFlows(name: string): FlowLabels {
    reportProblem('flow-names-unbounded', `flows have more than ${maxFlows} names, such as "${plainWordsOf(name)}".`);
    return createLabels(other);
  }
}

function createLabels(flow: string): FlowLabels {
  return { flow, steps: new Set(), activeCount: 0 };
}
