/** The courier's thread: sends telemetry while the app thread works, is blocked, or waits for its end. */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { setDiagnosticLevel } from '../../diagnostics/log.js';
import { Courier } from './courier.js';
import type { CourierStart, ToCourier } from './messages.js';

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- from courier-thread.ts
const { options, port } = workerData as CourierStart;

// what is to be said goes through the app thread, whose settings and redaction hold
setDiagnosticLevel('none');
const courier = new Courier(options, (message, transfer = []) => port.postMessage(message, transfer));
port.on('message', (message: ToCourier) => courier.receive(message));
// also when it dies of a fault: what has come and was not read is on disk then, for the thread that follows
process.once('exit', () => {
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    try {
      courier.receive((received as { readonly message: ToCourier }).message);
    } catch {
      // it costs this message alone
    }
  }
});
