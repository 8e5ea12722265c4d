/** An exporter that is made at its first export, so that what is not used costs nothing at start. What it throws fails the export alone. */
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { describeError } from '../diagnostics/describe-error.js';
import { DeliveryError, toDeliveryError } from './delivery-error.js';
import type { Exporter } from './exporter.js';

export class LazyExporter<Items> implements Exporter<Items> {
  readonly #create: () => Exporter<Items>;
  #exporter: Exporter<Items> | undefined;
  #isShutdown = false;

  /** @param create may throw, and is then asked again */
  constructor(create: () => Exporter<Items>) {
    this.#create = create;
  }

  export(items: Items, resultCallback: (result: ExportResult) => void): void {
    try {
      this.#open().export(items, resultCallback);
    } catch (error) {
      resultCallback({ code: ExportResultCode.FAILED, error: toDeliveryError(error) });
    }
  }

  async forceFlush(): Promise<void> {
    await this.#exporter?.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.#isShutdown = true;
    await this.#exporter?.shutdown();
  }

  #open(): Exporter<Items> {
    if (this.#isShutdown) throw new DeliveryError('shutdown', 'the exporter was shut down');
    try {
      return (this.#exporter ??= this.#create());
    } catch (error) {
      if (error instanceof DeliveryError) throw error;
      throw new DeliveryError('load', `the code of the exporter could not be loaded: ${describeError(error)}`, { cause: error });
    }
  }
}
