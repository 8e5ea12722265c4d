/** The logger of the shop: a line of JSON on stdout, or a readable one in a terminal, and a record in the Logs API. */
import { getLogger } from '@org/otel-distro';

export const logger = getLogger('shop');
