/** A bounded memory for decisions about keys: made once, and again when too many other keys came between. */

const maxKeys = 4096;
const maxKeyLength = 256;

/** @param isKept whether the memory may hold the decision, and the key with it */
export function remembering<Decision>(decide: (key: string) => Decision, isKept: (decision: Decision, key: string) => boolean = () => true): (key: string) => Decision {
  let decisions = new Map<string, Decision>();
  return (key) => {
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const decision = decide(key);
    if (key.length > maxKeyLength || !isKept(decision, key)) return decision;
    // starting anew costs less than never learning again: a flood of keys passes
    if (decisions.size >= maxKeys) decisions = new Map();
    decisions.set(standingAlone(key), decision);
    return decision;
  };
}

/** The same characters; the engine keeps the whole of a long text in memory for the sake of a part that was cut out of it. */
export function standingAlone(part: string): string {
  // a key of an object is what the keys to look up are as well, so that a map compares no characters
  return Object.keys({ [part]: 0 })[0]!;
}
