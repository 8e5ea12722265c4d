/** Writes to stdout without the event loop, for the end of the process: what a full pipe does not take at once would wait for a turn that never comes. */

const retryMs = 1;

/** Runs `work`; what it writes to stdout is written when this returns, as far as its reader takes it in time. */
export function writingToStdoutNow(work: () => void, timeoutMs: number): void {
  const { stdout } = process;
  const fd: number | undefined = stdout.fd;
  // a worker thread has no stdout of its own; what waits already comes first; an app that writes itself knows better
  if (fd === undefined || stdout.writableLength > 0 || Object.hasOwn(stdout, 'write')) return work();
  const giveUpAtMs = performance.now() + timeoutMs;
  stdout.write = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
    const error = writeFully(fd, Buffer.from(chunk as string), giveUpAtMs);
    const onWritten = others.find((other) => typeof other === 'function') as ((error?: unknown) => void) | undefined;
    // as a stream does it, never before `write` returns
    if (onWritten !== undefined) process.nextTick(onWritten, error);
    return true;
  };
  try {
    work();
  } finally {
    Reflect.deleteProperty(stdout, 'write');
  }
}

/** Returns why not all is written. */
function writeFully(fd: number, bytes: Uint8Array, giveUpAtMs: number): unknown {
  const fs = process.getBuiltinModule('node:fs');
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(fd, bytes, written);
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isFull || performance.now() >= giveUpAtMs) return error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
  return undefined;
}
