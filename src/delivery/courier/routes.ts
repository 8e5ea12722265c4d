/** Which telemetry in the spool is whose: that of an exporter goes to the one at its place in the settings of the moment. */
import type { SpoolRoute } from '../spool/spool-types.js';
import type { LaneOptions } from './messages.js';

/** @returns one for each lane */
export function routesOf(lanes: readonly LaneOptions[]): SpoolRoute[] {
  return lanes.map(({ signal }, index) => ({ signal, exporterIndex: lanes.slice(0, index).filter((other) => other.signal === signal).length }));
}
