/** What the viewer says about one span in one line. */
import type { DecodedAttributes, DecodedSpan } from '../otlp/records.js';
import type { Palette } from '../support/palette.js';
import { durationText, oneLine, valueText } from './text.js';

const maxNameLength = 100;
const maxDetailLength = 80;

/** The first key that is there wins: the newer semantic convention stands before the older. */
const detailKeys = ['db.query.text', 'db.statement', 'url.full', 'http.url', 'messaging.destination.name', 'rpc.method'];

/** By which a reader finds all of a request, of what a user did, and of a flow. */
const idKeys = ['request.id', 'correlation.id', 'flow.id'];

/** `parentService` is the service of the line above: it is named again only where it changes. */
export function spanLine(span: DecodedSpan, parentService: string | undefined, palette: Palette): string {
  const service = serviceOf(span.resource);
  const failed = span.status.code === 'error';
  const parts = [
    nameText(span, palette),
    service === parentService ? '' : palette.cyan(service),
    span.kind === 'internal' || span.kind === 'unspecified' ? '' : palette.dim(span.kind),
    routeText(span),
    httpStatusText(span.attributes, palette),
    palette.dim(detailText(span)),
    durationText(span.endTimeUnixNano - span.startTimeUnixNano),
    palette.dim(idsText(span)),
    failed ? palette.red(`ERROR ${failureText(span)}`.trim()) : '',
  ];
  return parts.filter((part) => part !== '').join('  ');
}

export function serviceOf(resource: DecodedAttributes): string {
  return oneLine(String(resource['service.name'] ?? 'unknown service'), maxNameLength);
}

export function spanName(span: DecodedSpan): string {
  return oneLine(span.name, maxNameLength) || '(no name)';
}

function nameText(span: DecodedSpan, palette: Palette): string {
  const name = spanName(span);
  return /^(flow|step) /.test(name) ? palette.magenta(name) : palette.bold(name);
}

function routeText({ name, attributes }: DecodedSpan): string {
  const route = attributes['http.route'];
  return typeof route !== 'string' || name.includes(route) ? '' : oneLine(route, maxDetailLength);
}

function httpStatusText(attributes: DecodedAttributes, palette: Palette): string {
  const status = Number(attributes['http.response.status_code'] ?? attributes['http.status_code'] ?? 0);
  if (status === 0) return '';
  if (status >= 500) return palette.red(String(status));
  return status >= 400 ? palette.yellow(String(status)) : palette.green(String(status));
}

function detailText({ attributes, kind }: DecodedSpan): string {
  if (kind === 'server') return '';
  const key = detailKeys.find((candidate) => attributes[candidate] !== undefined);
  return key === undefined ? '' : valueText(attributes[key], maxDetailLength);
}

/** Once for each request and flow: all that is inside has the same. */
function idsText({ name, kind, attributes }: DecodedSpan): string {
  const keys = kind === 'server' || kind === 'consumer' ? idKeys : name.startsWith('flow ') ? ['flow.id'] : [];
  return keys.flatMap((key) => (attributes[key] === undefined ? [] : [`${key}=${valueText(attributes[key], maxDetailLength)}`])).join(' ');
}

function failureText({ status, events, attributes }: DecodedSpan): string {
  const exception = events.find((event) => event.name === 'exception')?.attributes;
  const reason = status.message || exception?.['exception.message'] || attributes['error.type'] || '';
  return valueText(reason, maxDetailLength);
}
