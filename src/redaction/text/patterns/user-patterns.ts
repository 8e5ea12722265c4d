/** The patterns of `OTEL_DISTRO_REDACT_PATTERNS`: compiled, judged, and made into finders; one that may not be used is reported. */
import { reportProblem } from '../../../diagnostics/log.js';
import { fileScheme } from '../../../settings/kinds/lines.js';
import { isStrictlyAllowed } from '../../keys/strict-keys.js';
import { markersAndMasksIn, type Written } from '../../marker.js';
import type { RedactionOptions } from '../../options.js';
import type { Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { judgePattern, type LeadingRun } from './pattern-safety.js';

/** In `strict` a pattern that is refused closes the texts: nobody knows which of them it should have found. */
export function createPatternFinders({ patterns, mode }: Pick<RedactionOptions, 'patterns' | 'mode'>): readonly Finder[] {
  let isRefused = false;
  const finders = patterns.flatMap((pattern, index) => {
    if (pattern === '') return [];
    const search = compile(pattern);
    if (typeof search !== 'string') return [createPatternFinder(search)];
    isRefused = true;
    // not the pattern: it may quote what must not be seen
    reportProblem('redaction-pattern-refused', `Line ${index + 1} of OTEL_DISTRO_REDACT_PATTERNS is not used: it ${search}.`);
    return [];
  });
  return mode === 'strict' && isRefused ? [...finders, everythingFinder] : finders;
}

/** The names of attributes stay. */
const everythingFinder: Finder = {
  rule: 'pattern',
  needs: 0,
  find(text: string, hits: Hits): void {
    if (!isStrictlyAllowed(text)) hits.add('pattern', 0, text.length);
  },
};

/** Gives the first match at `from` or behind it. */
type Search = (text: string, from: number) => RegExpExecArray | null;

/** The search, or what is wrong with the pattern. */
function compile(pattern: string): Search | string {
  if (pattern.startsWith(fileScheme)) return whyNoFile(pattern);
  const [, source = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(pattern) ?? [];
  if (/[^gimsu]/.test(flags)) return 'has other flags than i, m, s, u; a pattern that begins and ends like this is written with its slashes escaped';
  let expression: RegExp;
  try {
    expression = new RegExp(source, `${flags.replace('g', '')}g`);
  } catch (error) {
    return `does not compile (${String(error).replace(/^.*: /s, '')})`;
  }
  const { whyUnsafe, run } = judgePattern(expression);
  return whyUnsafe ?? (run === undefined ? createSearch(expression) : createSearchByRuns(expression, run));
}

function whyNoFile(pattern: string): string {
  const reason = pattern.lastIndexOf(' (');
  if (reason === -1 || !pattern.endsWith(')')) return `begins with ${fileScheme}, as a file does that is named alone; as a pattern it is written /${fileScheme}…/`;
  return `names a file that cannot be read, ${pattern.slice(fileScheme.length).trim()}`;
}

function createSearch(expression: RegExp): Search {
  return (text, from) => {
    expression.lastIndex = from;
    return expression.exec(text);
  };
}

/** Finds what `expression` would find. */
function createSearchByRuns(expression: RegExp, { front, first, run }: LeadingRun): Search {
  const flags = expression.flags.replace('g', '');
  const start = new RegExp(`${front}(?=${first.join('|')})`, `${flags}g`);
  const match = new RegExp(expression.source, `${flags}y`);
  const rest = new RegExp(`(?:${run})*`, `${flags}y`);
  return (text, from) => {
    start.lastIndex = from;
    for (let at = start.exec(text)?.index; at !== undefined; at = start.exec(text)?.index) {
      match.lastIndex = at;
      const found = match.exec(text);
      if (found !== null) return found;
      rest.lastIndex = at;
      rest.exec(text);
      start.lastIndex = rest.lastIndex > at ? rest.lastIndex : next(text, at);
    }
    return null;
  };
}

function next(text: string, index: number): number {
  return index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
}

/** Of those that follow each other without a gap: a pattern such as `.+` would match up to the end of the text from each of them. */
function endOfAdjacent(written: readonly Written[], index: number): number {
  let last = index;
  while (written[last + 1]?.start === written[last]!.end) last++;
  return written[last]!.end;
}

/** A pattern begins no match in what modes and other rules wrote, so that redacting twice changes nothing. */
function createPatternFinder(search: Search): Finder {
  return {
    rule: 'pattern',
    needs: 0,
    find(text: string, hits: Hits): void {
      let written: readonly Written[] | undefined;
      let passed = 0;
      let from = 0;
      for (let found = search(text, from); found !== null; found = search(text, from)) {
        const start = found.index;
        const end = start + found[0].length;
        written ??= markersAndMasksIn(text);
        while (passed < written.length && written[passed]!.end <= start) passed++;
        const around = written[passed];
        if (around !== undefined && around.start <= start) from = endOfAdjacent(written, passed);
        else if (end > start) hits.add('pattern', start, (from = end));
        else from = next(text, end);
      }
    },
  };
}
