/** Scans with some finders only, so that a test sees what they do on their own. */
import type { Finder } from '../../../../src/redaction/text/finder.js';
import { scanText } from '../../../../src/redaction/text/scanner.js';

export function scanWith(finders: readonly Finder[], text: string): string | undefined {
  return scanText(text, { finders, replace: () => '[REDACTED]', count: () => undefined });
}
