/** What the distro says about itself during each test of a suite. */
import { setDiagnosticSink } from '../../src/diagnostics/log.js';

/** Call it in a `describe`; the list is live, and empty at the start of each test. */
export function captureDiagnostics(): string[] {
  const lines: string[] = [];
  let restore: () => void;

  beforeEach(() => {
    lines.length = 0;
    restore = setDiagnosticSink((line) => lines.push(line));
  });

  afterEach(() => restore());

  return lines;
}
