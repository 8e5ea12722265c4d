/** An exporter whose code is loaded at its first export, so that what is not used costs nothing at start. */
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { describeError } from '../diagnostics/describe-error.js';
import { DeliveryError, toDeliveryError } from './delivery-error.js';
import type { Exporter } from './exporter.js';

export class LazyExporter<Items> implements Exporter<Items> {
  readonly #load: () => Promise<Exporter<Items>>;
  #loading: Promise<Exporter<Items>> | undefined;
  #isShutdown = false;

  constructor(load: () => Promise<Exporter<Items>>) {
    this.#load = load;
  }

  export(items: Items, resultCallback: (result: ExportResult) => void): void {
    if (this.#isShutdown) {
      resultCallback({ code: ExportResultCode.FAILED, error: new DeliveryError('shutdown', 'the exporter was shut down') });
      return;
    }
    this.#loading ??= this.#load();
    const fail = (error: DeliveryError): void => resultCallback({ code: ExportResultCode.FAILED, error });
    this.#loading.then(
      (exporter) => {
        try {
          exporter.export(items, resultCallback);
        } catch (error) {
          // Nobody awaits this promise: a rejection would end the app.
          fail(toDeliveryError(error));
        }
      },
      (error: unknown) => fail(loadFailure(error)),
    );
  }

  /** Exports that wait for the code are handed over before: their callbacks on the same promise are older. */
  async forceFlush(): Promise<void> {
    const exporter = await this.#loading?.catch(() => undefined);
    await exporter?.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.#isShutdown = true;
    const exporter = await this.#loading?.catch(() => undefined);
    await exporter?.shutdown();
  }
}

function loadFailure(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  return new DeliveryError('load', `the code of the exporter could not be loaded: ${describeError(error)}`, { cause: error });
}
