/** Finds the name that somebody probably meant. */

/** The number of single-character edits between two texts (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
}

/** The closest of the names, in any case; undefined when none is close: more than a third of the letters would have to change. */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let distance = Math.ceil(name.length / 3) + 1;
  for (const candidate of names) {
    const found = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (found < distance) [nearest, distance] = [candidate, found];
  }
  return nearest;
}

/** For a message about a name that is not known: ` (did you mean "…"?)`, or nothing when no name is close. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
}
