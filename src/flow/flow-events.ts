/** The log records that tell the progress of a flow. */
import { logs, SeverityNumber, type Attributes, type Context } from '@opentelemetry/api';
import { ofProvider } from '../support/of-provider.js';
import { distroName, distroVersion } from '../support/version.js';
import { flowAttributes, type FlowFrame } from '../context/flow-frame.js';

export type FlowEventName = 'flow.started' | 'flow.step' | 'flow.heartbeat' | 'flow.completed' | 'flow.failed' | 'flow.abandoned';

interface FlowEventKind {
  readonly severityNumber: SeverityNumber;
  readonly severityText: string;
  /** What the record says behind the name of the flow. */
  readonly words: string;
  /** What stands between the words and the step; undefined where the step is not said. */
  readonly beforeStep?: string;
}

const info = { severityNumber: SeverityNumber.INFO, severityText: 'info' };

const kinds: Readonly<Record<FlowEventName, FlowEventKind>> = {
  'flow.started': { ...info, words: 'started' },
  'flow.step': { ...info, words: 'step', beforeStep: ' ' },
  'flow.heartbeat': { ...info, words: 'is running', beforeStep: ', step ' },
  'flow.completed': { ...info, words: 'completed' },
  'flow.failed': { severityNumber: SeverityNumber.ERROR, severityText: 'error', words: 'failed' },
  'flow.abandoned': { severityNumber: SeverityNumber.WARN, severityText: 'warn', words: 'abandoned', beforeStep: ', step ' },
};

/** @param details attributes besides those of the frame */
export function emitFlowEvent(eventName: FlowEventName, context: Context, frame: FlowFrame, details?: Attributes): void {
  const logger = currentLogger();
  const { severityNumber, severityText, words, beforeStep } = kinds[eventName];
  if (!logger.enabled({ context, severityNumber, eventName })) return;
  const step = beforeStep === undefined || frame.step === undefined ? '' : beforeStep + frame.step;
  logger.emit({
    eventName,
    severityNumber,
    severityText,
    body: `flow ${frame.name} ${words}${step}${remark(details)}`,
    attributes: details === undefined ? flowAttributes(frame) : { ...flowAttributes(frame), ...details },
    context,
  });
}

function remark(details: Attributes | undefined): string {
  if (details === undefined) return '';
  if (details['flow.step.outcome'] === 'skipped') return ' skipped';
  const attempt = details['flow.step.attempt'];
  return attempt === undefined ? '' : `, attempt ${String(attempt)}`;
}

/** It costs more than the record. */
const currentLogger = ofProvider(() => logs.getLoggerProvider(), (provider) => provider.getLogger(distroName, distroVersion));
