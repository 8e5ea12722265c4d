/** Whether what a terminal shows is coloured: FORCE_COLOR and NO_COLOR as most command-line tools read them. */
import type { Environment } from './environment.js';

export function wantsColor(environment: Environment, isTerminal: boolean): boolean {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced.toLowerCase() !== 'false';
  return isTerminal && (environment['NO_COLOR'] ?? '') === '';
}
