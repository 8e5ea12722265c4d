/** The patterns of `OTEL_DISTRO_REDACT_PATTERNS`: compiled, judged, and made into finders; one that may not be used is reported. */
import { reportProblem } from '../../diagnostics/log.js';
import { fileScheme } from '../../settings/kinds/lines.js';
import { isStrictlyAllowed } from '../keys/strict-keys.js';
import type { RedactionOptions } from '../options.js';
import type { Finder } from './finder.js';
import type { Hits } from './hits.js';
import { whyUnsafe } from './pattern-safety.js';

/** In `strict` a pattern that is refused closes the texts: nobody knows which of them it should have found. */
export function createPatternFinders({ patterns, mode }: Pick<RedactionOptions, 'patterns' | 'mode'>): readonly Finder[] {
  const finders = patterns.flatMap((pattern, index) => {
    const expression = compile(pattern);
    if (typeof expression !== 'string') return [createPatternFinder(expression)];
    // not the pattern: it may quote what must not be seen
    reportProblem('redaction-pattern-refused', `Pattern ${index + 1} of OTEL_DISTRO_REDACT_PATTERNS is not used: it ${expression}.`);
    return [];
  });
  return mode === 'strict' && finders.length < patterns.length ? [...finders, everythingFinder] : finders;
}

/** The names of attributes stay. */
const everythingFinder: Finder = {
  rule: 'pattern',
  needs: 0,
  find(text: string, hits: Hits): void {
    if (!isStrictlyAllowed(text)) hits.add('pattern', 0, text.length);
  },
};

/** The expression, or what is wrong with the pattern. */
function compile(pattern: string): RegExp | string {
  if (pattern.startsWith(fileScheme)) return `names a file that cannot be read; a pattern that begins like this is written as /${fileScheme}…/`;
  const [, source = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(pattern) ?? [];
  if (/[^gimsu]/.test(flags)) return 'has other flags than i, m, s, u';
  let expression: RegExp;
  try {
    expression = new RegExp(source, `${flags.replace('g', '')}g`);
  } catch (error) {
    return `does not compile (${String(error).replace(/^.*: /s, '')})`;
  }
  return whyUnsafe(expression) ?? expression;
}

/** What modes and other rules wrote; a pattern begins no match in it, so that redacting twice changes nothing. */
const marker = /\[REDACTED(?::[a-z]{1,16})?\]|\[HASH:[0-9a-f]{12}\]|(?<!\*)\*{4}[^\s*]{0,4}|REDACTED/g;

function createPatternFinder(expression: RegExp): Finder {
  return {
    rule: 'pattern',
    needs: 0,
    find(text: string, hits: Hits): void {
      let written: RegExpMatchArray[] | undefined;
      let passed = 0;
      // where it ran out of memory in the text before, it stands there still
      expression.lastIndex = 0;
      for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
        const start = found.index;
        const end = start + found[0].length;
        written ??= [...text.matchAll(marker)];
        while (endOf(written[passed]) <= start) passed++;
        const around = written[passed];
        if (around !== undefined && around.index !== undefined && around.index <= start) expression.lastIndex = endOf(around);
        else if (end > start) hits.add('pattern', start, end);
        else expression.lastIndex = end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
      }
    },
  };
}

function endOf(found: RegExpMatchArray | undefined): number {
  return found?.index === undefined ? Infinity : found.index + found[0].length;
}
