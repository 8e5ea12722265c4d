/** Lets the ExportReporter see the outcome of every export, and turns whatever goes wrong into a DeliveryError. */
import { ExportResultCode } from '@opentelemetry/core';
import { toDeliveryError, DeliveryError } from './delivery-error.js';
import type { ExportObserver } from './export-reporter.js';
import type { Exporter } from './exporter.js';
import { countLeftOut } from './tolerant-serializer.js';

export function observeExporter<Items>(
  exporter: Exporter<Items>,
  countItems: (items: Items) => number,
  observer: ExportObserver,
): Exporter<Items> {
  return {
    export(items, resultCallback) {
      const count = countItems(items);
      const countSent = (): number => {
        const leftOut = countLeftOut(items);
        if (leftOut > 0) observer.leftOut(leftOut);
        return count - leftOut;
      };
      const fail = (cause: unknown): void => {
        const error = toDeliveryError(cause ?? new DeliveryError('unknown', 'the exporter gave no reason'));
        observer.failed(countSent(), error);
        resultCallback({ code: ExportResultCode.FAILED, error });
      };
      try {
        exporter.export(items, (result) => {
          if (result.code === ExportResultCode.FAILED) return fail(result.error);
          observer.succeeded(countSent());
          return resultCallback(result);
        });
      } catch (error) {
        // A value that cannot be encoded would else leave the processor waiting until its own time limit.
        fail(error);
      }
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

/** Stands for an exporter that cannot work as it is configured: it sends nothing, and each export counts as failed. */
export function createFailingExporter<Items>(error: DeliveryError): Exporter<Items> {
  return {
    export: (_items, resultCallback) => resultCallback({ code: ExportResultCode.FAILED, error }),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
