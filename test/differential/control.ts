/** The app's own way to talk to the suite: lines of JSON over a connection that nobody traces. */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface AppNotes {
  readonly notes: readonly (readonly [caseId: string, text: string])[];
  readonly isRootActive: boolean;
  /** The cases of requests that are not closed. */
  readonly open: readonly string[];
}

export interface Control {
  ask<Answer>(command: object): Promise<Answer>;
  /** Resolves when the handler of this case says that it got there. */
  arrived(caseId: string): Promise<void>;
  close(): void;
}

export async function openControl(port: number): Promise<Control> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const waiting = new Map<string, (message: never) => void>();
  const arrivals = new Set<string>();
  let text = '';
  let count = 0;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) take(JSON.parse(line) as { reply?: string; arrived?: string });
  });
  const take = (message: { reply?: string; arrived?: string }): void => {
    const key = message.reply ?? `arrived ${message.arrived}`;
    const heard = waiting.get(key);
    if (heard !== undefined) heard(message as never);
    else arrivals.add(key);
    waiting.delete(key);
  };
  return {
    ask: (command) => new Promise((resolve) => {
      const reply = String(++count);
      waiting.set(reply, resolve);
      socket.write(`${JSON.stringify({ ...command, reply })}\n`);
    }),
    arrived: (caseId) => new Promise((resolve) => {
      if (arrivals.delete(`arrived ${caseId}`)) resolve();
      else waiting.set(`arrived ${caseId}`, () => resolve());
    }),
    close: () => socket.destroy(),
  };
}
