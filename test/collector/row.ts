/** A test with a collector of its own; left out, with the reason, where none was built. */
import { withCollector, type Collector, type CollectorOptions } from './collector.js';
import { missingCollector } from './executable.js';
import { skipUnless } from '../support/skip.js';

export function collectorRow(title: string, options: CollectorOptions, use: (collector: Collector) => Promise<void>): void {
  it(title, async function () {
    skipUnless(this, missingCollector());
    await withCollector(options, use);
  });
}
