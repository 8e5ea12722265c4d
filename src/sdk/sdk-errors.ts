/** What SDK components report as failed: exports are reported by delivery already, with what to do; the rest goes to the log. */
import { loggingErrorHandler, setGlobalErrorHandler } from '@opentelemetry/core';
import { isReportedFailure } from '../delivery/delivery-error.js';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';

/** @returns the undo */
export function routeSdkErrors(): () => void {
  setGlobalErrorHandler((error) => {
    if (!isReportedFailure(error)) reportProblem('upstream-diagnostic', describeErrorWithoutMessage(error));
  });
  return () => setGlobalErrorHandler(loggingErrorHandler());
}
