/**
 * Who owns a folder of the spool. The owner stands in the folder's name, so that one rename takes over both the folder
 * and the proof of who has it.
 */

/** Also tells another format of the files apart, which this version leaves alone. */
const prefix = 'spool1';
const released = 'left';
const heartbeatTimeoutMs = 15_000;
/** Further in the future than clocks of two machines differ: the clock was set back. */
const maxClockSkewMs = 3_600_000;

export const heartbeatIntervalMs = 3000;

interface Owner {
  /** Process ids mean the same where this is the same. */
  readonly machine: string;
  readonly pid: number;
  readonly threadId: number;
  /** In clock ticks since the machine started, as Linux tells it; 0 = not known. */
  readonly startTicks: number;
}

/** A name that no folder has had before. */
export function newOwnerName(): string {
  const { machine, pid, threadId, startTicks } = thisThread();
  return [prefix, machine, pid, threadId, startTicks, nonce()].join('.');
}

export function newReleasedName(): string {
  return [prefix, released, nonce()].join('.');
}

export function isOwnerName(name: string): boolean {
  return /^spool1\.(left|[\w-]+\.\d+\.\d+\.\d+)\.[\da-f]{16}$/.test(name);
}

/** @param heartbeatAtMs when the folder was last touched, for an owner whose process cannot be seen from here */
export function isOwnerAlive(name: string, heartbeatAtMs: number, nowMs: number): boolean {
  const [, machine, pid, threadId, startTicks] = name.split('.');
  if (machine === released) return false;
  if (machine === thisThread().machine) {
    const startedTicks = Number(startTicks);
    const isRunning = startedTicks === 0 ? isProcessThere(Number(pid)) : isThreadThere(`${pid}/task/${threadId}`, startedTicks);
    if (isRunning !== undefined) return isRunning;
  }
  const ageMs = nowMs - heartbeatAtMs;
  return ageMs < heartbeatTimeoutMs && ageMs > -maxClockSkewMs;
}

let cached: Owner | undefined;

function thisThread(): Owner {
  cached ??= identifyThread();
  return cached;
}

function identifyThread(): Owner {
  const fs = process.getBuiltinModule('node:fs');
  try {
    const [pid, , threadId] = fs.readlinkSync('/proc/thread-self').split('/').map(Number);
    const started = readThread(`${pid}/task/${threadId}`);
    const bootId = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').replaceAll('-', '').slice(0, 16);
    const [pidNamespace] = /\d+/.exec(fs.readlinkSync('/proc/self/ns/pid')) ?? [];
    // another /proc than that of this process would prove nothing
    if (pid === process.pid && threadId !== undefined && started !== undefined && pidNamespace !== undefined) {
      return { machine: `${bootId}-${pidNamespace}`, pid, threadId, startTicks: started.startTicks };
    }
  } catch {
    // no Linux, or a /proc that shows less
  }
  const machine = `host-${process.getBuiltinModule('node:os').hostname().replaceAll(/[^\w-]/g, '-').slice(0, 60)}`;
  return { machine, pid: process.pid, threadId: process.getBuiltinModule('node:worker_threads').threadId, startTicks: 0 };
}

/** @returns undefined when it cannot be told */
function isThreadThere(thread: string, startTicks: number): boolean | undefined {
  try {
    const found = readThread(thread);
    return found !== undefined && found.startTicks === startTicks && !/[ZXx]/.test(found.state);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ESRCH' ? false : undefined;
  }
}

function readThread(thread: string): { readonly state: string; readonly startTicks: number } | undefined {
  const stat = process.getBuiltinModule('node:fs').readFileSync(`/proc/${thread}/stat`, 'latin1');
  // the second field is the name, which may hold anything
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTicks = Number(fields[19]);
  return Number.isSafeInteger(startTicks) && startTicks > 0 ? { state: fields[0] ?? '', startTicks } : undefined;
}

/** A process id may be in use again, so that it proves only that the owner is dead. */
function isProcessThere(pid: number): false | undefined {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? false : undefined;
  }
}

function nonce(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex');
}
