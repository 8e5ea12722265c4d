/** Where a match of a pattern can begin: what its front (`^`, `\b`, a look-behind) asks of the characters around that place. */
import type { Alphabet } from './pattern-alphabet.js';
import type { PatternNode } from './pattern-syntax.js';

const wordSource = String.raw`\w`;
const lineEndSource = String.raw`[\n\r\u2028\u2029]`;
/** What `\b` and `^` go by: the alphabet has to tell these characters apart. */
export const edgeSources: readonly string[] = [wordSource, lineEndSource];

/** Takes off what stands at the front of a pattern and has no characters. */
export function splitFront(pattern: PatternNode): { readonly front: readonly PatternNode[]; readonly rest: PatternNode } {
  const parts = pattern.type === 'sequence' ? pattern.parts : [pattern];
  const end = parts.findIndex(({ type }) => type !== 'edge' && type !== 'look');
  const front = end === -1 ? parts : parts.slice(0, end);
  return { front, rest: { type: 'sequence', parts: parts.slice(front.length) } };
}

/** Gives the characters that a match can begin with behind a character that `previousSource` takes. Where it is hard to say, it can. */
export function createStarts(
  front: readonly PatternNode[],
  firstSources: readonly string[],
  { characters, accepts }: Alphabet,
  { multiline }: RegExp,
): (previousSource: string) => readonly string[] {
  const mayPass = (guard: PatternNode, previous: string, next: string): boolean => {
    if (guard.type === 'edge') {
      if (guard.source === '^') return multiline && accepts(lineEndSource, previous);
      if (guard.source === '$') return true;
      return (accepts(wordSource, previous) === accepts(wordSource, next)) === (guard.source === String.raw`\B`);
    }
    if (guard.type !== 'look' || !guard.isBehind) return true;
    const options = guard.part.type === 'choice' ? guard.part.options : [guard.part];
    if (guard.isNegative) return !options.some((option) => option.type === 'character' && accepts(option.source, previous));
    return options.some((option) => {
      const end = option.type === 'sequence' ? option.parts.at(-1) : option;
      return end?.type !== 'character' || accepts(end.source, previous);
    });
  };

  const first = characters.filter((character) => firstSources.some((source) => accepts(source, character)));
  const known = new Map<string, readonly string[]>();
  return (previousSource) => {
    let found = known.get(previousSource);
    if (found === undefined) {
      const before = characters.filter((character) => accepts(previousSource, character));
      found = first.filter((next) => before.some((previous) => front.every((guard) => mayPass(guard, previous, next))));
      known.set(previousSource, found);
    }
    return found;
  };
}
