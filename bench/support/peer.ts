/** A child process that answers questions over IPC. */
import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { closeSync, openSync } from 'node:fs';
import type { Command } from './cores.js';

export interface PeerOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Questions with the answers to them; `ready` is what the process says by itself, once. */
export interface Questions {
  readonly ready: unknown;
}

export interface Peer<Answers extends Questions> {
  readonly ready: Answers['ready'];
  readonly pid: number;
  /** One question at a time. @throws {Error} the process ended or hung */
  ask<Question extends Exclude<keyof Answers, 'ready'>>(question: Question): Promise<Answers[Question]>;
  end(): Promise<void>;
}

const answerTimeoutMs = 30_000;

/** stdout goes nowhere, as that of a service whose log collector is fast. */
export async function startPeer<Answers extends Questions>({ executable, args }: Command, { folder, env }: PeerOptions): Promise<Peer<Answers>> {
  const nowhere = openSync(devNull, 'w');
  const child = spawn(executable, args, { cwd: folder, env, stdio: ['ignore', nowhere, 'pipe', 'ipc'] });
  closeSync(nowhere);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const nextMessage = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('close', onEnd);
        child.off('error', onError);
        act();
      };
      const fail = (why: string): void => settle(() => reject(new Error(`${[executable, ...args].join(' ')} ${why}\n${stderr}`)));
      const onMessage = (message: unknown): void => settle(() => resolve(message));
      const onEnd = (): void => fail('ended');
      const onError = (error: Error): void => fail(error.message);
      const timer = setTimeout(() => fail(`gave no answer within ${answerTimeoutMs} ms`), answerTimeoutMs);
      child.once('message', onMessage).once('close', onEnd).once('error', onError);
    });
  const end = async (): Promise<void> => {
    process.off('exit', killWithUs);
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return {
      ready: await nextMessage(),
      pid: child.pid ?? 0,
      ask: (question) => {
        child.send(String(question));
        return nextMessage() as Promise<Answers[typeof question]>;
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
