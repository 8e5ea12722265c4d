/** The parameters of URLs and forms whose names say too little: `code` and `key` are secrets by what they hold, or by what stands beside them. */

interface MadeParameter {
  readonly shape: RegExp;
  /** What stands beside it where it proves something, whatever it looks like. */
  readonly beside?: RegExp;
}

const parameters: Readonly<Record<string, MadeParameter>> = {
  // of OAuth; others are codes of errors, countries and vouchers
  code: {
    shape: /^[\w.~%+/-]{16,}$/,
    beside: /(?:^|[?&#;\s]|%(?:25){0,3}(?:3f|26|23))(?:state(?:=|%(?:25){0,3}3d)|grant_type(?:=|%(?:25){0,3}3d)authorization_code)/i,
  },
  // others are keys of caches and stores
  key: { shape: /^[\w-]{20,}$/ },
};
const longestName = Math.max(...Object.keys(parameters).map(({ length }) => length));
/** Nobody gives out a shorter one. */
const minBesideLength = 6;
const minChanges = 4;

/** Whether the value decides. */
export function isMadeParameter(name: string): boolean {
  return name.length <= longestName && Object.hasOwn(parameters, name.toLowerCase());
}

/** @param hasBeside whether the query holds what is asked for */
export function holdsSecret(name: string, value: string, hasBeside: (expression: RegExp) => boolean): boolean {
  const { shape, beside } = parameters[name.toLowerCase()]!;
  if (shape.test(value) && changesIn(value) >= minChanges) return true;
  return beside !== undefined && value.length >= minBesideLength && hasBeside(beside);
}

/** How often letters and digits take turns, or a single small letter stands between capitals: names and words do so seldom. */
function changesIn(value: string): number {
  return value.match(/(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]|(?<=[A-Z])[a-z](?=[A-Z])/g)?.length ?? 0;
}
