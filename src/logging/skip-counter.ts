/** Counts early returns by event and reason; the number of series is bounded. */
import { metrics } from '@opentelemetry/api';
import { ofProvider } from '../support/of-provider.js';
import { distroName, distroVersion } from '../support/version.js';
import { reportInvalidCall } from './report-invalid-call.js';

/** Of event and reason; what comes later counts as `other`. */
const maxPairs = 200;
const other = { 'event.name': 'other', 'skip.reason': 'other' };

const seen = new Set<string>();

export function countSkip(event: string, reason: string): void {
  currentCounter().add(1, mayCount(event, reason) ? { 'event.name': event, 'skip.reason': reason } : other);
}

function mayCount(event: string, reason: string): boolean {
  const pair = `${event}\n${reason}`;
  if (seen.has(pair)) return true;
  if (seen.size >= maxPairs) {
    reportInvalidCall('skip', other['event.name'], `there are more than ${maxPairs} pairs of event and reason; the metric log.skip.count has what is new as "other". Put what changes into fields`);
    return false;
  }
  seen.add(pair);
  return true;
}

/** The metrics API has no proxy: what was made before `register` started counts nothing. */
const currentCounter = ofProvider(() => metrics.getMeterProvider(), (provider) => {
  const options = { unit: '{skip}', description: 'Early returns that the app has logged with log.skip' };
  return provider.getMeter(distroName, distroVersion).createCounter('log.skip.count', options);
});
