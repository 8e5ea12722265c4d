/** The `included` and `excluded` patterns of declarative configuration: `*` is any text, `?` any one character. */

export interface NamePatterns {
  /** All names, when left out. */
  readonly included?: readonly string[];
  /** Wins over `included`. */
  readonly excluded?: readonly string[];
}

/** An empty list matches nothing. */
export function createNameFilter({ included = ['*'], excluded = [] }: NamePatterns): (name: string) => boolean {
  const isIncluded = createListTest(included);
  const isExcluded = createListTest(excluded);
  return (name) => isIncluded(name) && !isExcluded(name);
}

/** One expression for all the patterns, for those who want an expression. With several `*` in a pattern it is slow for long names. */
export function createNamePattern({ included = ['*'], excluded = [] }: NamePatterns): RegExp {
  return new RegExp(`^(?!${anyOf(excluded)}$)${anyOf(included)}$`, 's');
}

function anyOf(patterns: readonly string[]): string {
  if (patterns.length === 0) return '(?!)';
  const expressions = patterns.map((pattern) => {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return escaped.replaceAll(/\*+/g, '.*').replaceAll('?', '.');
  });
  return `(?:${expressions.join('|')})`;
}

function createListTest(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(patterns.filter((pattern) => !/[*?]/.test(pattern)));
  const globs = patterns.filter((pattern) => !names.has(pattern));
  return (name) => names.has(name) || globs.some((glob) => matchesGlob(name, glob));
}

/**
 * Time grows with the length of the name and no faster, whatever the glob: when it does not fit, only the last `*` takes more, as it can take what
 * any `*` before it could.
 */
function matchesGlob(name: string, glob: string): boolean {
  let at = 0;
  let inGlob = 0;
  let lastStar = -1;
  let takenByStar = 0;
  while (at < name.length) {
    if (glob[inGlob] === '*') {
      lastStar = inGlob++;
      takenByStar = at;
    } else if (inGlob < glob.length && (glob[inGlob] === '?' || glob[inGlob] === name[at])) {
      inGlob++;
      at++;
    } else if (lastStar >= 0) {
      inGlob = lastStar + 1;
      at = ++takenByStar;
    } else return false;
  }
  while (glob[inGlob] === '*') inGlob++;
  return inGlob === glob.length;
}
