/**
 * Judges whether a regular expression needs linear time for any text. The engine starts at each character of a text and tries one way through the
 * pattern after the other; so there may be only a few ways at once from one start, and no loop in which ever more starts can be under way at once.
 */
import { createAlphabet, type Alphabet } from './pattern-alphabet.js';
import { createAutomaton, tooLarge, type Automaton } from './pattern-automaton.js';
import { createStarts, edgeSources, splitFront } from './pattern-starts.js';
import { parsePattern, UnknownSyntax, type PatternNode } from './pattern-syntax.js';

/** What a character of a text can cost: the ways of one start times the starts that can be under way at once. */
const maxStepsPerCharacter = 1200;
const maxWays = 8;
const maxLookLength = 64;
/** Bounds the judgement itself. */
const maxStates = 5000;

class UnsafePattern extends Error {}

/**
 * The repetition without limit that a pattern begins with, of one class of characters: one try from the first place in a run of them is as good
 * as one from each place, because what comes behind the repetition is looked for at all places behind the first.
 */
export interface LeadingRun {
  /** The source of what is asked of the place where a match begins: `\b`. */
  readonly front: string;
  /** The sources of the characters that a match can begin with. */
  readonly first: readonly string[];
  /** The source of the class. */
  readonly run: string;
}

export interface Judgement {
  /** What is wrong with the pattern and what to do about it, to be read behind "it"; undefined = it is linear. What cannot be judged counts as wrong. */
  readonly whyUnsafe?: string;
  /** It is linear only if it is tried once in a run. */
  readonly run?: LeadingRun;
}

export function judgePattern(expression: RegExp): Judgement {
  try {
    const pattern = parsePattern(expression);
    if (pattern.type !== 'choice') return judge(pattern, expression);
    const judgements = pattern.options.map((option) => judge(option, expression));
    return judgements.some(({ run }) => run !== undefined) ? { whyUnsafe: restartsAtStart } : {};
  } catch (error) {
    if (error instanceof UnsafePattern || error instanceof UnknownSyntax) return { whyUnsafe: error.message };
    throw error;
  }
}

const restartsAtStart =
  'repeats what it can begin with, so that each character of a text may be a new start; limit the repetition, as in {1,64}, or make a pattern of its own of each alternative and repeat but one class of characters at the start';
const restartsBehind =
  'has a repetition without limit in which it can begin anew, so that each beginning may run through the rest of a text; limit it, as in {0,200}, or leave out of the repeated characters one that the pattern begins with';
const tooManyStarts = 'can begin anew too often within one match; lower the limits of its repetitions';

/** What a match can begin with behind a character of the given source. */
type StartsBehind = (previousSource: string) => readonly string[];

function judge(pattern: PatternNode, expression: RegExp): Judgement {
  if (!looksIn(pattern).every(isSimple)) throw new UnsafePattern('has a look-ahead or look-behind that is more than a few characters one after the other; shorten it');
  const { front, rest } = splitFront(pattern);
  const automaton = createAutomaton(rest);
  const { sources, first, last, looping, matchesNothing } = automaton;
  const alphabet = createAlphabet([...sources, ...front.flatMap(sourcesOf), ...edgeSources], expression);
  const startsBehind = createStarts(front, first.map((place) => sources[place] ?? ''), alphabet, expression);
  const ways = mostWays(automaton, alphabet);
  if (ways > maxWays) throw new UnsafePattern('can read the same text in too many ways; repeat nothing that is repeated inside, and put no two repetitions side by side that take the same characters');
  // what stands behind a loop and has no characters can take a match back
  const isEnd = holdsEdge(rest) ? () => false : (place: number) => last.has(place);
  const restarting = looping.filter((place) => !isEnd(place) && restartsIn(place, { automaton, alphabet, isEnd, startsBehind }));
  const steps = ways * mostStarts(automaton, alphabet, startsBehind);
  if (restarting.length === 0 && steps <= maxStepsPerCharacter) return {};

  const run = leadOf(rest);
  // the loop of the run is the first; it is tried again only behind a match, and then but once more in the same run
  const behind = restarting.filter((place) => run === undefined || place !== looping[0]);
  if (run !== undefined && !matchesNothing && behind.length === 0 && 2 * steps <= maxStepsPerCharacter) {
    return { run: { front: front.map(sourceOfGuard).join(''), first: [...new Set(first.map((place) => sources[place] ?? ''))], run } };
  }
  throw new UnsafePattern(restarting.length === 0 ? tooManyStarts : behind.some((place) => !first.includes(place)) ? restartsBehind : restartsAtStart);
}

/** The source of the class that the pattern repeats at its start without limit. */
function leadOf(node: PatternNode): string | undefined {
  if (node.type === 'sequence') return node.parts[0] && leadOf(node.parts[0]);
  return node.type === 'repetition' && node.max === Infinity && node.part.type === 'character' ? node.part.source : undefined;
}

function sourceOfGuard(guard: PatternNode): string {
  return guard.type === 'edge' || guard.type === 'look' ? guard.source : '';
}

function childrenOf(node: PatternNode): readonly PatternNode[] {
  switch (node.type) {
    case 'sequence':
      return node.parts;
    case 'choice':
      return node.options;
    case 'repetition':
    case 'look':
      return [node.part];
    default:
      return [];
  }
}

function holdsEdge(node: PatternNode): boolean {
  return node.type === 'edge' || node.type === 'look' || childrenOf(node).some(holdsEdge);
}

type Look = Extract<PatternNode, { type: 'look' }>;

function looksIn(node: PatternNode): readonly Look[] {
  return node.type === 'look' ? [node, ...childrenOf(node).flatMap(looksIn)] : childrenOf(node).flatMap(looksIn);
}

/** Alternatives of characters in a row: nothing in it can be tried in different ways. */
function isSimple({ part }: Look): boolean {
  const options = part.type === 'choice' ? part.options : [part];
  const lengthOf = (node: PatternNode): number => {
    if (node.type === 'character') return 1;
    if (node.type === 'edge') return 0;
    return node.type === 'repetition' && node.part.type === 'character' && node.min === node.max ? node.min : Infinity;
  };
  const lengths = options.flatMap((option) => (option.type === 'sequence' ? option.parts : [option])).map(lengthOf);
  return lengths.reduce((sum, length) => sum + length, 0) <= maxLookLength;
}

function sourcesOf(node: PatternNode): readonly string[] {
  return node.type === 'character' ? [node.source] : childrenOf(node).flatMap(sourcesOf);
}

/** How often each place is reached. */
type Ways = ReadonlyMap<number, number>;

/** The most ways at once from one start, for any text; goes through all that a start can meet, and stops where there are too many. */
function mostWays({ first, follow, sources }: Automaton, { characters, accepts }: Alphabet): number {
  const seen = new Set<string>();
  const open: Ways[] = [];
  let most = 0;
  const enter = (reachable: Ways): void => {
    for (const character of characters) {
      const ways = new Map([...reachable].filter(([place]) => accepts(sources[place] ?? '', character)));
      const key = [...ways].sort(([a], [b]) => a - b).join();
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(ways);
      most = Math.max(most, [...ways.values()].reduce((sum, count) => sum + count, 0));
    }
  };
  enter(countPlaces(first.map((place) => [place, 1])));
  for (let ways = open.pop(); ways !== undefined; ways = open.pop()) {
    if (most > maxWays) return most;
    if (seen.size > maxStates) throw tooLarge();
    enter(countPlaces([...ways].flatMap(([place, count]) => (follow[place] ?? []).map((next) => [next, count] as const))));
  }
  return most;
}

function countPlaces(steps: readonly (readonly [place: number, count: number])[]): Ways {
  const ways = new Map<number, number>();
  for (const [place, count] of steps) ways.set(place, (ways.get(place) ?? 0) + count);
  return ways;
}

/** The most starts that can be under way at once, loops left out; what the engine gives back counts twice. */
function mostStarts({ sources, follow, optional }: Automaton, { accepts }: Alphabet, startsBehind: StartsBehind): number {
  const most = sources.map(() => 1);
  for (const [place, behind] of follow.entries()) {
    for (const next of new Set(behind.filter((other) => other > place))) {
      const source = sources[next] ?? '';
      const isStart = startsBehind(sources[place] ?? '').some((character) => accepts(source, character));
      const starts = isStart ? (optional.has(next) ? 2 : 1) : 0;
      most[next] = Math.max(most[next] ?? 1, (most[place] ?? 1) + starts);
    }
  }
  return Math.max(...most, 1);
}

interface Search {
  readonly automaton: Automaton;
  readonly alphabet: Alphabet;
  /** Whoever comes here has a match, behind which the next search starts. */
  isEnd(place: number): boolean;
  readonly startsBehind: StartsBehind;
}

/** Whether one text leads both from the start to the loop and once around it: then each turn brings another start, and all of them go on. */
function restartsIn(loop: number, { automaton: { sources, first, follow }, alphabet: { accepts, overlaps }, isEnd, startsBehind }: Search): boolean {
  const sourceOf = (place: number): string => sources[place] ?? '';
  const turning = (place: number): readonly number[] => (follow[place] ?? []).filter((next) => !isEnd(next));
  const seen = new Set<number>();
  const open: (readonly [starter: number, turner: number])[] = [];
  const enter = (starters: readonly number[], turners: readonly number[], meet: (a: string, b: string) => boolean): void => {
    for (const starter of starters) {
      for (const turner of turners) {
        const key = starter * sources.length + turner;
        if (seen.has(key) || !meet(sourceOf(starter), sourceOf(turner))) continue;
        seen.add(key);
        open.push([starter, turner]);
      }
    }
  };
  enter(first, turning(loop), (a, b) => startsBehind(sourceOf(loop)).some((character) => accepts(a, character) && accepts(b, character)));
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [starter, turner] = pair;
    if (starter === loop && turner === loop) return true;
    if (seen.size > maxStates) throw tooLarge();
    enter(follow[starter] ?? [], turning(turner), overlaps);
  }
  return false;
}
