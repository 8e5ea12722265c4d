/** The log records that tell the progress of a flow. */
import { logs, SeverityNumber, type Attributes, type Context } from '@opentelemetry/api';
import { distroName, distroVersion } from '../support/version.js';
import { flowAttributes, type FlowFrame } from '../context/flow-frame.js';

export type FlowEventName = 'flow.started' | 'flow.step' | 'flow.completed' | 'flow.failed';

const words: Readonly<Record<FlowEventName, string>> = {
  'flow.started': 'started',
  'flow.step': 'step',
  'flow.completed': 'completed',
  'flow.failed': 'failed',
};

export function emitFlowEvent(eventName: FlowEventName, context: Context, frame: FlowFrame, outcome?: Attributes): void {
  const logger = logs.getLogger(distroName, distroVersion);
  const isFailure = eventName === 'flow.failed';
  const severityNumber = isFailure ? SeverityNumber.ERROR : SeverityNumber.INFO;
  if (!logger.enabled({ context, severityNumber, eventName })) return;
  logger.emit({
    eventName,
    severityNumber,
    severityText: isFailure ? 'ERROR' : 'INFO',
    body: `flow ${frame.name} ${words[eventName]}${eventName === 'flow.step' ? ` ${frame.step}` : ''}`,
    attributes: { ...flowAttributes(frame), ...outcome },
    context,
  });
}
