/** The `included` and `excluded` patterns of declarative configuration: `*` is any text, `?` any one character. */

export interface NamePatterns {
  /** All names, when left out. */
  readonly included?: readonly string[];
  /** Wins over `included`. */
  readonly excluded?: readonly string[];
}

export function createNameFilter(patterns: NamePatterns): (name: string) => boolean {
  const pattern = createNamePattern(patterns);
  return (name) => pattern.test(name);
}

/** One expression for all the patterns, for those who want an expression. */
export function createNamePattern({ included = ['*'], excluded = [] }: NamePatterns): RegExp {
  return new RegExp(`^(?!${anyOf(excluded)}$)${anyOf(included)}$`, 's');
}

/** An empty list matches nothing. */
function anyOf(patterns: readonly string[]): string {
  if (patterns.length === 0) return '(?!)';
  const expressions = patterns.map((pattern) => {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return escaped.replaceAll(/\*+/g, '.*').replaceAll('?', '.');
  });
  return `(?:${expressions.join('|')})`;
}
