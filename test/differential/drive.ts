/** Sends a scenario's bytes as they are, and keeps what came back. */
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { connect as connectSecure } from 'node:tls';
import type { Control } from './control.js';
import { fill, identityOf, type RawScenario, type ServerName, type Step } from './scenario.js';

export interface Reply {
  /** All bytes, as latin1. */
  readonly text: string;
  /** Whether the connection ended; whether by an end or a reset is a matter of what was read in time. */
  readonly isClosed: boolean;
  /** Ours, which the server saw as the peer's. */
  readonly localPort: number;
}

const patienceMs = 3000;

export async function drive(scenario: RawScenario, ports: Readonly<Partial<Record<ServerName, number>>>, control: Control): Promise<Reply> {
  const { server = 'http' } = scenario;
  const address = { port: ports[server] ?? 0, host: '127.0.0.1' };
  const socket = server === 'https' ? connectSecure({ ...address, rejectUnauthorized: false }) : connectPlain(address);
  socket.setNoDelay(true);
  const state = { text: '' };
  const wake = new Set<() => void>();
  socket.on('data', (chunk: Buffer) => {
    state.text += chunk.toString('latin1');
    for (const listener of wake) listener();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, server === 'https' ? 'secureConnect' : 'connect');
  const { localPort = 0 } = socket;
  const answered = async (): Promise<void> => {
    const before = answerCount(state.text);
    if (before > seen.answers) return void (seen.answers = before);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (answerCount(state.text) <= seen.answers) return;
        wake.delete(look);
        resolve();
      };
      wake.add(look);
    });
    seen.answers = answerCount(state.text);
  };
  const seen = { answers: 0 };
  const work = (async () => {
    for (const step of scenario.steps) await take(step, { scenario, socket, control, answered, closed });
    await closed;
    return true;
  })();
  const isClosed = await Promise.race([work, pause(patienceMs, false, { ref: false })]);
  socket.destroy();
  return { text: state.text, isClosed, localPort };
}

interface Taking {
  readonly scenario: RawScenario;
  readonly socket: Socket;
  readonly control: Control;
  readonly answered: () => Promise<void>;
  readonly closed: Promise<void>;
}

async function take(step: Step, { scenario, socket, control, answered, closed }: Taking): Promise<void> {
  const identity = identityOf(scenario);
  if (typeof step === 'string') await send(socket, fill(step, identity));
  else if ('oneByOne' in step) for (const character of fill(step.oneByOne, identity)) await send(socket, character);
  else if ('leave' in step) leave(socket, step.leave);
  else await Promise.race([step.waitFor === 'arrived' ? control.arrived(identity.id) : answered(), closed]);
}

/** Each write is a packet of its own, as far as the other side reads in between. */
async function send(socket: Socket, text: string): Promise<void> {
  if (!socket.writable) return;
  socket.write(text, 'latin1');
  await nextTurn();
}

function leave(socket: Socket, how: 'end' | 'destroy' | 'reset'): void {
  if (how === 'end') socket.end();
  else if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
}

function answerCount(text: string): number {
  return text.split(/HTTP\/1\.[01] \d/).length - 1;
}
