/** The courier on the app thread, for processes in which no worker thread can be started. */
import { Courier } from '../courier/courier.js';
import type { CourierOptions, FromCourier, ToCourier } from '../courier/messages.js';

export function startLocalCourier(options: CourierOptions, receive: (message: FromCourier) => void): (message: ToCourier) => void {
  const courier = new Courier(options, receive);
  return (message) => {
    courier.receive(message);
    // in the `exit` event, in which nothing is sent any more
    if (message.type === 'finish' && !message.mayWait) courier.giveUp();
  };
}
