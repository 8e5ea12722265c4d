/** The script that the process was started with, in every thread of it. */
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { distroName } from '../../support/version.js';

const key = `${distroName} main script`;

/** A worker has a script of its own, and during a preload not even that: it is told by the thread that started it. */
export function findMainScript(): string | undefined {
  if (isMainThread) setEnvironmentData(key, process.argv[1]);
  const mainScript: unknown = getEnvironmentData(key);
  return typeof mainScript === 'string' ? mainScript : undefined;
}
