/** The automaton of a pattern: its characters as places, and from which place which other can follow, each as often as there are ways to it. */
import { UnknownSyntax, type PatternNode } from './pattern-syntax.js';

/** More places than any pattern that a person writes has. */
const maxPlaces = 1000;
const maxSteps = 20_000;
/** A repetition with a higher limit is as good as one without. */
const maxLimit = 500;

export interface Automaton {
  /** The source of the character of each place; places are numbered as they come in the pattern. */
  readonly sources: readonly string[];
  /** Where a match begins. */
  readonly first: readonly number[];
  /** The places behind each place; one that is reached in two ways stands twice. */
  readonly follow: readonly (readonly number[])[];
  /** Whether it matches nothing, too. */
  readonly matchesNothing: boolean;
  /** Where a match may end. */
  readonly last: ReadonlySet<number>;
  /** The places that can come again after themselves. */
  readonly looping: readonly number[];
  /** The places that the engine may give back: those of `?`, of loops, and behind the least count of a repetition. */
  readonly optional: ReadonlySet<number>;
}

interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** In how many ways it matches nothing. */
  readonly empty: number;
}

const nothing: Part = { first: [], last: [], empty: 1 };

/**
 * `^`, `$`, `\b` and look-arounds are left out: without them there are only more ways.
 * @throws {UnknownSyntax} the pattern is too large
 */
export function createAutomaton(pattern: PatternNode): Automaton {
  const sources: string[] = [];
  const follow: number[][] = [];
  const looping: number[] = [];
  const optionalPlaces = new Set<number>();
  let loops = 0;
  let options = 0;
  let steps = 0;

  const repeat = <Item>(items: readonly Item[], times: number): readonly Item[] => {
    if (times === 1) return items;
    steps += items.length * times;
    if (steps > maxSteps) throw tooLarge();
    return Array.from({ length: times }, () => items).flat();
  };

  const connect = (from: readonly number[], to: readonly number[]): void => {
    steps += from.length * to.length;
    if (steps > maxSteps) throw tooLarge();
    for (const place of from) follow[place]?.push(...to);
  };

  const join = (a: Part, b: Part): Part => {
    connect(a.last, b.first);
    return { first: [...a.first, ...repeat(b.first, a.empty)], last: [...b.last, ...repeat(a.last, b.empty)], empty: a.empty * b.empty };
  };

  const build = (node: PatternNode): Part => {
    switch (node.type) {
      case 'character':
        return buildCharacter(node.source);
      case 'sequence':
        return node.parts.map(build).reduce(join, nothing);
      case 'choice': {
        const parts = node.options.map(build);
        return {
          first: parts.flatMap(({ first }) => first),
          last: parts.flatMap(({ last }) => last),
          empty: parts.reduce((sum, { empty }) => sum + empty, 0),
        };
      }
      case 'repetition':
        return buildRepetition(node.part, node.min, node.max);
      default:
        return nothing;
    }
  };

  const buildCharacter = (source: string): Part => {
    const place = sources.push(source) - 1;
    if (place >= maxPlaces) throw tooLarge();
    follow.push([]);
    if (loops > 0) looping.push(place);
    if (options > 0) optionalPlaces.add(place);
    return { first: [place], last: [place], empty: 0 };
  };

  const buildRepetition = (part: PatternNode, min: number, max: number): Part => {
    const isLoop = max === Infinity || (max > min && max > maxLimit);
    if (min > maxPlaces || (!isLoop && max > maxPlaces)) throw tooLarge();
    let whole = nothing;
    for (let count = isLoop ? 1 : 0; count < min; count++) whole = join(whole, build(part));
    return join(whole, isLoop ? buildLoop(part, min) : buildOptional(part, max - min));
  };

  const buildOptional = (part: PatternNode, count: number): Part => {
    if (count === 0) return nothing;
    options++;
    const whole = optional(join(build(part), buildOptional(part, count - 1)));
    options--;
    return whole;
  };

  const buildLoop = (part: PatternNode, min: number): Part => {
    loops++;
    options++;
    const body = build(part);
    options--;
    loops--;
    connect(body.last, body.first);
    return min === 0 ? optional(body) : body;
  };

  const { first, last, empty } = build(pattern);
  return { sources, matchesNothing: empty > 0, first, follow, last: new Set(last), looping, optional: optionalPlaces };
}

function optional(part: Part): Part {
  return { ...part, empty: part.empty + 1 };
}

export function tooLarge(): UnknownSyntax {
  return new UnknownSyntax('is too large to be judged; split it, or repeat less');
}
