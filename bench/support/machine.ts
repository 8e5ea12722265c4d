/** The machine that the figures are from, in one line. */
import { cpus, loadavg } from 'node:os';
import { readVersion } from './measured-node.js';
import { number } from './statistics.js';

/** The load average is that of the call: before the run it shows what else the machine was doing. */
export function describeMachine(node: string): string {
  const [minute = 0] = loadavg();
  const processors = cpus();
  const parts = [processors[0]?.model.trim() ?? 'unknown CPU', `${processors.length} cores`, `Node.js v${readVersion(node).version}`, `load average ${number(minute, 2)} before`];
  return [...parts, new Date().toISOString().slice(0, 10)].join(' · ');
}
