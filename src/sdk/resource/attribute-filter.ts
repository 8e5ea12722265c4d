/** The `included` and `excluded` patterns of declarative configuration: `*` is any text, `?` any one character. */

export interface AttributePatterns {
  readonly included?: readonly string[];
  readonly excluded?: readonly string[];
}

export function createNameFilter({ included, excluded }: AttributePatterns): (name: string) => boolean {
  const isIncluded = matchAny(included ?? ['*']);
  const isExcluded = matchAny(excluded ?? []);
  return (name) => isIncluded(name) && !isExcluded(name);
}

function matchAny(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(`^${escaped.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`, 's');
  });
  return (name) => expressions.some((expression) => expression.test(name));
}
