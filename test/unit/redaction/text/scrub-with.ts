/** What a single finder makes of a text, as the scanner would, and whether its time grows with the text only. */
import { redactedMarker } from '../../../../src/redaction/marker.js';
import type { Finder } from '../../../../src/redaction/text/finder.js';
import { Hits } from '../../../../src/redaction/text/hits.js';
import { scanText } from '../../../../src/redaction/text/scanner.js';

export function scrubWith(finder: Finder, text: string): string {
  return scanText(text, { finders: [finder], replace: () => redactedMarker, count: () => {} }) ?? '';
}

const shortLength = 4000;
const factor = 8;
/** Linear time gives the factor, quadratic time its square. */
const maxGrowth = 3 * factor;
const attempts = 4;

/** Those of which a long repetition takes out of proportion more time than a short one, as often as one tries: a busy machine does not matter. */
export function unitsThatTakeTooLong(finder: Finder, units: readonly string[]): readonly string[] {
  return units.filter((unit) => {
    const short = unit.repeat(Math.ceil(shortLength / unit.length));
    const long = short.repeat(factor);
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (bestTimeMs(finder, long) < maxGrowth * bestTimeMs(finder, short)) return false;
    }
    return true;
  });
}

function bestTimeMs(finder: Finder, text: string): number {
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    // what is kept of the last text must not help
    finder.find('', new Hits());
    const start = performance.now();
    finder.find(text, new Hits());
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
