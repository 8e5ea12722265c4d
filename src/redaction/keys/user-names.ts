/** The names of keys that a user gives, as tests of keys; within a value they hold for the path to it, `customer.id` for `{ customer: { id } }`. */
import { createNameFilter } from '../../support/name-filter.js';
import { spellOut } from './words.js';

type NameTest = (key: string) => boolean;

const wildcard = /[*?]/;

/** A name stands for each key that holds it as whole words, in any case and spelling; with a wildcard it is compared with the whole key. */
export function createNameTest(names: readonly string[]): NameTest {
  if (names.length === 0) return () => false;
  const words = names.filter((name) => !wildcard.test(name)).map(inAnySpelling);
  const isMatch = createExactTest(names.filter((name) => wildcard.test(name)));
  return (key) => {
    const spelledOut = spellOut(key);
    return words.some((word) => word.test(spelledOut)) || isMatch(key);
  };
}

/** The whole key, in any case; `*` stands for any text, `?` for any one character. */
export function createExactTest(names: readonly string[]): NameTest {
  if (names.length === 0) return () => false;
  const isMatch = createNameFilter({ included: names.map((name) => name.toLowerCase()) });
  return (key) => isMatch(key.toLowerCase());
}

/** `customer.id` → `_c_?u_?…_?i_?d_`, so that it finds `customerID` and `CUSTOMERID` too. */
function inAnySpelling(name: string): RegExp {
  const characters = [...spellOut(name).replaceAll('_', '')];
  return new RegExp(characters.length === 0 ? '(?!)' : `_${characters.join('_?')}_`, 'u');
}

/** Whether one of the names that are hidden can stand for several names on a path. */
export function holdForPaths(names: readonly string[]): boolean {
  return names.some((name) => (wildcard.test(name) ? name.includes('.') : spellOut(name).slice(1, -1).includes('_')));
}

/** What a path can look like that ends in front of one of the names: `http.*.size` → `http`, `http.*`. */
export function pathsTo(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [...name.matchAll(/\.|\*(?=.)/g)].map(({ index, 0: end }) => name.slice(0, end === '.' ? index : index + 1)));
}
