/** The courier on the app thread, for processes in which no worker thread can be started. */
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { reportProblem } from '../../diagnostics/log.js';
import type { Courier } from '../courier/courier.js';
import type { CourierOptions, FromCourier, ToCourier } from '../courier/messages.js';

/** What is posted before its code is read waits. */
export function startLocalCourier(options: CourierOptions, receive: (message: FromCourier) => void): (message: ToCourier) => void {
  const waiting: ToCourier[] = [];
  let courier: Pick<Courier, 'receive'> | undefined;
  import('../courier/courier.js').then(
    ({ Courier: Courier_ }) => {
      courier = new Courier_(options, receive);
      for (const message of waiting.splice(0)) courier.receive(message);
    },
    (error: unknown) => reportProblem('export-failed', `the code that delivers telemetry cannot be read (${describeErrorWithoutMessage(error)}).`),
  );
  return (message) => (courier === undefined ? void waiting.push(message) : courier.receive(message));
}
