/** Takes the text of a regular expression apart, as far as its running time depends on it. The engine has compiled it before, so it is well-formed. */

export type PatternNode =
  /** One character: a literal, an escape, a class, a dot. */
  | { readonly type: 'character'; readonly source: string }
  | { readonly type: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly type: 'repetition'; readonly part: PatternNode; readonly min: number; readonly max: number }
  /** `^`, `$`, `\b`, `\B` */
  | { readonly type: 'edge'; readonly source: string }
  | { readonly type: 'look'; readonly source: string; readonly isBehind: boolean; readonly isNegative: boolean; readonly part: PatternNode };

/** What a pattern holds that cannot be judged, to be read behind "it". */
export class UnknownSyntax extends Error {}

const groupStart = /\((?:\?(?:(<?[=!])|:|<[^>]{1,64}>))?/y;
const quantifier = /(?:([*+?])|\{(\d{1,9})(,(\d{0,9}))?\})\??/y;
/** A class, an escape of one character, or the character itself. */
const character = /\[\^?(?:\\[^]|[^\]\\])*\]|\\(?:c[A-Za-z]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|0[0-7]{0,2}|[^])|[^]/y;
/** With the flag `u` a character may have two code units. */
const unicodeCharacter = /\[\^?(?:\\[^]|[^\]\\])*\]|\\(?:u[dD][89abAB][\dA-Fa-f]{2}\\u[dD][c-fC-F][\dA-Fa-f]{2}|c[A-Za-z]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,8}\}|[pP]\{[^}]{1,64}\}|[^])|[^]/uy;

/** @throws {UnknownSyntax} the pattern holds what cannot be judged */
export function parsePattern({ source, unicode }: RegExp): PatternNode {
  let index = 0;

  const take = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = index;
    const found = expression.exec(source);
    if (found !== null) index = expression.lastIndex;
    return found ?? undefined;
  };

  const parseChoice = (): PatternNode => {
    const options = [parseSequence()];
    while (source[index] === '|') {
      index++;
      options.push(parseSequence());
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { type: 'choice', options };
  };

  const parseSequence = (): PatternNode => {
    const parts: PatternNode[] = [];
    while (index < source.length && source[index] !== '|' && source[index] !== ')') parts.push(parseRepetition(parseAtom()));
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { type: 'sequence', parts };
  };

  const parseRepetition = (part: PatternNode): PatternNode => {
    const found = take(quantifier);
    if (found === undefined) return part;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) return { type: 'repetition', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(least);
    return { type: 'repetition', part, min, max: comma === undefined ? min : most ? Number(most) : Infinity };
  };

  const parseAtom = (): PatternNode => {
    const start = index;
    const group = source[index] === '(' ? take(groupStart) : undefined;
    if (group !== undefined) return parseGroup(group[1], start);
    if (source[index] === '^' || source[index] === '$') return { type: 'edge', source: source[index++] ?? '' };
    const [text = ''] = take(unicode ? unicodeCharacter : character) ?? [];
    if (text === String.raw`\b` || text === String.raw`\B`) return { type: 'edge', source: text };
    if (/^\\[1-9k]/.test(text)) throw new UnknownSyntax('has a back-reference; write out what is repeated');
    return { type: 'character', source: text };
  };

  const parseGroup = (look: string | undefined, start: number): PatternNode => {
    if (source[index] === '?') throw new UnknownSyntax('has a group that changes flags; write flags behind the pattern, as in /…/i');
    const part = parseChoice();
    index++;
    return look === undefined ? part : { type: 'look', source: source.slice(start, index), isBehind: look.startsWith('<'), isNegative: look.endsWith('!'), part };
  };

  return parseChoice();
}
