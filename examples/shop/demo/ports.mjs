/** Whether a port is free, and whether somebody listens on it. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const host = '127.0.0.1';
const pauseMs = 50;

/** @throws {Error} names the port and the variable that chooses another one */
export async function requireFreePort(variable, port) {
  try {
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  } catch (error) {
    const reason = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`;
    throw new Error(`port ${port} ${reason}. ${variable} chooses another one, for example: ${variable}=7311 npm start`, { cause: error });
  }
}

/** Resolves when all of the ports are listened on, or the signal is aborted. */
export async function untilListening(ports, signal) {
  for (const port of ports) {
    while (!signal.aborted && !(await isListening(port))) await delay(pauseMs);
  }
}

async function isListening(port) {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
