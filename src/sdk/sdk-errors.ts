/** What SDK components report as failed: exports are reported by delivery already, with what to do; the rest goes to the log. */
import { loggingErrorHandler, setGlobalErrorHandler } from '@opentelemetry/core';
import { isReportedFailure } from '../delivery/delivery-error.js';

/** @returns the undo */
export function routeSdkErrors(): () => void {
  const log = loggingErrorHandler();
  setGlobalErrorHandler((error) => {
    if (!isReportedFailure(error)) log(error);
  });
  return () => setGlobalErrorHandler(log);
}
