/** Says which call of a logger cannot be recorded as it is; the app goes on. */
import { reportProblem } from '../diagnostics/log.js';

const longestShown = 60;

/** @param reason what cannot be used and what becomes of it; never a value */
export function reportInvalidCall(method: string, event: string, reason: string): void {
  reportProblem('log-invalid', `log.${method}(${quoted(event)}): ${reason}.`);
}

/** A name of the app, as far as one line has room for it. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > longestShown ? `${name.slice(0, longestShown)}…` : name);
}
