/** Polls until something is so. */
import { setTimeout as pause } from 'node:timers/promises';

/** @throws when it is not so within `timeoutMs` */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, timeoutMs = 5000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${isSo.toString()}`);
    await pause(2);
  }
}
