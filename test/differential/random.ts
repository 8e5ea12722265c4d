/** The same choices in each run. */

export interface Random {
  pick<Item>(items: readonly Item[]): Item;
  /** Up to `most` of them, repeated ones too. */
  some<Item>(items: readonly Item[], most: number): Item[];
  chance(share: number): boolean;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the index is within the list
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  return {
    pick,
    some: (items, most) => Array.from({ length: Math.floor(next() * (most + 1)) }, () => pick(items)),
    chance: (share) => next() < share,
  };
}
