/** Starts the courier: in a thread of its own, or on this one where no thread can be started. */
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { logDiagnostic } from '../../diagnostics/log.js';
import type { CourierOptions, CourierStart, FromCourier, ToCourier } from '../courier/messages.js';
import { runUntraced } from '../untraced.js';
import { startLocalCourier } from './local-courier.js';

export interface StartOptions extends CourierOptions {
  /** The bundled `courier-worker`. */
  readonly file: string;
  /** Variables that Node.js itself reads in the thread. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

export type Post = (message: ToCourier, transfer: readonly ArrayBuffer[]) => void;

export interface StartedCourier {
  readonly post: Post;
  /** To its thread; undefined where it has none. */
  readonly port: MessagePort | undefined;
}

/** It makes little garbage; without a bound V8 lets the part of its heap for what is new grow far beyond what it needs. What is old has no bound: nothing may be lost. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

/** @param onEnded told when the thread has died, with the error if there was one */
export function startCourier({ file, environment = {}, ...options }: StartOptions, receive: (message: FromCourier) => void, onEnded: (cause: unknown) => void): StartedCourier {
  const local = (): StartedCourier => ({ post: startLocalCourier(options, receive), port: undefined });
  if (!hasWorkingFolder()) return local();
  const { port1, port2 } = new MessageChannel();
  const workerData: CourierStart = { options, port: port2 };
  try {
    // neither the preload nor NODE_OPTIONS may run there
    const workerOptions = { workerData, transferList: [port2], execArgv: [], resourceLimits, env: environment, name: 'otel-distro-courier' };
    const worker = runUntraced(() => new Worker(file, workerOptions));
    worker.unref();
    let cause: unknown;
    worker.once('error', (error) => (cause = error));
    worker.once('exit', () => onEnded(cause));
  } catch (error) {
    logDiagnostic('debug', `no worker thread: ${describeErrorWithoutMessage(error)}`);
    return local();
  }
  port1.on('message', receive);
  port1.unref();
  return { post: (message, transfer) => port1.postMessage(message, transfer), port: port1 };
}

/** Node.js starts no thread where the folder of the process was removed. */
function hasWorkingFolder(): boolean {
  try {
    return process.cwd() !== '';
  } catch {
    return false;
  }
}
