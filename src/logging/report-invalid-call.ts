/** Says which call of a logger cannot be recorded as it is; the app goes on. */
import { reportProblem } from '../diagnostics/log.js';

const longestShown = 60;

/** @param reason what cannot be used and what becomes of it; never a value */
export function reportInvalidCall(method: string, event: string, reason: string): void {
  const shown = event.length > longestShown ? `${event.slice(0, longestShown)}…` : event;
  reportProblem('log-invalid', `log.${method}(${JSON.stringify(shown)}): ${reason}.`);
}
