/** Passes what the courier says about a lane to the reporter, as the exporters of this thread do it. */
import type { LaneReport } from '../courier/messages.js';
import { DeliveryError } from '../delivery-error.js';
import type { ExportObserver } from '../export-reporter.js';

export function createLaneReporter(observer: ExportObserver): (report: LaneReport) => void {
  return ({ outcome, items, code, reason, durationMs }) => {
    if (outcome === 'delivered') return observer.succeeded(items);
    const error = new DeliveryError(code, reason);
    switch (outcome) {
      case 'rejected':
        return observer.rejected(items, error);
      case 'delayed':
        return observer.delayed(error, durationMs);
      case 'kept':
        return observer.kept(items, error);
      case 'lost':
        return observer.failed(items, error);
    }
  };
}
