/** Why telemetry is lost that waited in the spool, in words; the codes are those of the metric `otel_distro.dropped`. */
import { DeliveryError } from '../delivery-error.js';
import type { SpoolDropReason } from '../spool/spool-types.js';

const messages: Readonly<Record<SpoolDropReason, string>> = {
  full: 'the spool is full, and what has waited longest goes',
  age: 'they have waited longer than the spool keeps anything',
  removed: 'the files in which they waited are gone or damaged',
};

export function spoolDropError(reason: SpoolDropReason): DeliveryError {
  return new DeliveryError(`spool-${reason}`, messages[reason]);
}
