/** What CPU time the threads of a process have used, as Linux counts it. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ThreadTimes {
  readonly appUs: number;
  /** Known by its name, which threads have from Node.js 24 on; before, it is among the others. */
  readonly courierUs: number;
  /** V8's for garbage collection and compilation, libuv's for files and names. */
  readonly otherUs: number;
}

/** As far as Linux keeps it. */
const courierName = 'otel-distro-cou';

/** Undefined where it cannot be known. */
export function readThreadTimes(pid: number): ThreadTimes | undefined {
  try {
    const times = { appUs: 0, courierUs: 0, otherUs: 0 };
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const name = readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim();
      const [onCpuNs] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      times[Number(thread) === pid ? 'appUs' : name === courierName ? 'courierUs' : 'otherUs'] += Number(onCpuNs) / 1000;
    }
    return times;
  } catch {
    return undefined;
  }
}
