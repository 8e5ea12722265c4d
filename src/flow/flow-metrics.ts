/** The metrics of flows: how long they and their steps take, how they end, and how many run. */
import { metrics, type Attributes, type Histogram, type MeterProvider } from '@opentelemetry/api';
import { ofProvider } from '../support/of-provider.js';
import { distroName, distroVersion } from '../support/version.js';
import { FlowLabelTable, type FlowLabels } from './flow-labels.js';

export type FlowOutcome = 'completed' | 'failed' | 'abandoned';
export type StepOutcome = FlowOutcome | 'skipped';

interface Instruments {
  readonly flowDuration: Histogram;
  readonly stepDuration: Histogram;
}

/** From steps of a few milliseconds to flows of hours. */
const boundariesInSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

const table = new FlowLabelTable();
/** The metrics API has no proxy of its own. */
const instruments = ofProvider(() => metrics.getMeterProvider(), createInstruments);

export function labelsOf(name: string): FlowLabels {
  return table.of(name);
}

/** The flow counts as one that runs until `recordFlow`. */
export function beginFlow(labels: FlowLabels): void {
  // observed from its first flow on
  instruments();
  labels.activeCount++;
}

export function recordFlow(labels: FlowLabels, outcome: FlowOutcome, durationSeconds: number, failedStep: string | undefined): void {
  labels.activeCount--;
  const attributes: Attributes = { 'flow.name': labels.flow, 'flow.outcome': outcome };
  if (failedStep !== undefined) attributes['flow.failed_step'] = table.stepOf(labels, failedStep);
  instruments().flowDuration.record(durationSeconds, attributes);
}

export function recordStep(labels: FlowLabels, step: string, outcome: StepOutcome, durationSeconds: number): void {
  const attributes = { 'flow.name': labels.flow, 'flow.step.name': table.stepOf(labels, step), 'flow.step.outcome': outcome };
  instruments().stepDuration.record(durationSeconds, attributes);
}

function createInstruments(provider: MeterProvider): Instruments {
  const meter = provider.getMeter(distroName, distroVersion);
  const options = { unit: 's', advice: { explicitBucketBoundaries: boundariesInSeconds } };
  const active = meter.createObservableUpDownCounter('flow.active', { unit: '{flow}', description: 'Flows that run.' });
  active.addCallback((result) => {
    for (const { flow, activeCount } of table.all()) result.observe(activeCount, { 'flow.name': flow });
  });
  return {
    flowDuration: meter.createHistogram('flow.duration', { ...options, description: 'How long flows took, by how they ended.' }),
    stepDuration: meter.createHistogram('flow.step.duration', { ...options, description: 'How long the steps of flows took, by how they ended.' }),
  };
}
