/** The public `getLogger` and `setLogLevel`: winston is read when the first of them is called. */
import type { Logger, LogLevel } from './logger.js';
import { changeLogLevel, findLogger } from './loggers.js';

/**
 * The logger of this name: a winston logger whose lines go to stdout and to the Logs API, with the ids of the trace, the request and the flow, and
 * without secrets. JSON in production and readable in a terminal (`OTEL_DISTRO_LOG_FORMAT`), from a level on (`OTEL_DISTRO_LOG_LEVEL`). The same name
 * gives the same logger. Works whether or not `register` was loaded; without it, the lines are all there is.
 *
 * @param name of the part of the app, such as `shop.orders`; it becomes the instrumentation scope @default 'app'
 *
 * @example
 * import { getLogger } from '@org/otel-distro';
 * const log = getLogger('shop.orders');
 * log.info('order_placed', { orderId: 7, total: 42.5 });
 * try {
 *   JSON.parse('{');
 * } catch (error) {
 *   log.error('cart_unreadable', error, { orderId: 8 });
 * }
 * log.skip('order_confirmation', 'no_address', { orderId: 9 });
 */
export function getLogger(name?: string): Logger {
  return findLogger(name);
}

/**
 * Changes the level of one logger or, without a name, of all there are and will be; at run time.
 *
 * @example
 * import { getLogger, setLogLevel } from '@org/otel-distro';
 * const log = getLogger('shop.prices');
 * setLogLevel('debug', 'shop.prices');
 * log.debug('price_looked_up', { article: 'tea' });
 */
export function setLogLevel(level: LogLevel, name?: string): void {
  changeLogLevel(level, name);
}
