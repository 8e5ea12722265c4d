/** What the viewer says about one log record in one line. */
import type { DecodedLogRecord } from '../otlp/records.js';
import type { Palette } from '../support/palette.js';
import { oneLine, valueText } from './text.js';

const maxBodyLength = 200;
const maxValueLength = 60;
const shownAttributes = 4;
/** Said by the place of the line in the tree and by the spans around it, or of no use to a reader. */
const hiddenAttributes = /^(flow\.(?!step\.skip_reason$|failed_step$|abandoned_by$)|request\.|correlation\.id$|code\.|exception\.stacktrace$|trace_id$|span_id$|trace_flags$)/;

const severityNames = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

export function logLine(log: DecodedLogRecord, palette: Palette): string {
  const severity = oneLine(log.severityText, 12).toUpperCase() || (severityNames[Math.ceil(log.severityNumber / 4) - 1] ?? 'LOG');
  const title = log.body === null || log.body === '' ? log.eventName : log.body;
  const shown = Object.entries(log.attributes).filter(([key]) => !hiddenAttributes.test(key));
  const fields = shown.slice(0, shownAttributes).map(([key, value]) => `${oneLine(key, maxValueLength)}=${valueText(value, maxValueLength)}`);
  if (shown.length > fields.length) fields.push('…');
  const parts = ['·', severityPaint(log.severityNumber, palette)(severity), valueText(title, maxBodyLength), palette.dim(fields.join(' '))];
  return parts.filter((part) => part !== '').join(' ');
}

function severityPaint(severityNumber: number, palette: Palette): (text: string) => string {
  if (severityNumber >= 17) return palette.red;
  return severityNumber >= 13 ? palette.yellow : palette.green;
}
