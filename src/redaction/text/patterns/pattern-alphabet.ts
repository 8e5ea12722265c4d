/** The characters that make a difference to a pattern: one for each set of places that the same characters can stand at. */

export interface Alphabet {
  /** Each stands for all characters that the pattern treats alike. */
  readonly characters: readonly string[];
  /** Whether a source (as `\d`, `[a-f]`, `x`) takes one of `characters`. */
  accepts(source: string, character: string): boolean;
  /** Whether two sources take a character in common. */
  overlaps(a: string, b: string): boolean;
}

/** What `\w`, `\s`, `.` and the folding of cases tell apart, and one character that none of them names. */
const usual = [
  ...Array.from({ length: 128 }, (_, code) => code),
  0x80, 0x85, 0xa0, 0xaa, 0xb5, 0xd7, 0xdf, 0xe9, 0xff, 0x130, 0x131, 0x17f, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x212a, 0x3000,
  0x4e2d, 0xd83d, 0xde00, 0xfeff, 0xffff,
];

/** The engine itself says which source takes which character. */
export function createAlphabet(sources: readonly string[], expression: RegExp): Alphabet {
  const flags = expression.flags.replaceAll(/[^ius]/g, '');
  const samples = [...new Set([...usual.map((code) => String.fromCharCode(code)), ...[...new Set(sources)].flatMap((source) => namedIn(source, expression))])];
  const taken = new Map([...new Set(sources)].map((source) => [source, samplesOf(source, samples, flags)]));
  const characters = [...new Map(samples.map((sample) => [[...taken.values()].map((set) => (set.has(sample) ? '1' : '0')).join(''), sample])).values()];
  const accepts = (source: string, character: string): boolean => taken.get(source)?.has(character) === true;
  return { characters, accepts, overlaps: (a, b) => characters.some((character) => accepts(a, character) && accepts(b, character)) };
}

/** The ends of ranges and what lies beside them: if two sets have a character in common, they have one of these. */
function namedIn(source: string, { unicode }: RegExp): string[] {
  const escaped = [...source.matchAll(/\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|u\{([\dA-Fa-f]{1,6})\})/g)].map((found) => Number.parseInt(found[1] ?? found[2] ?? found[3] ?? '', 16));
  const literal = (unicode ? [...source] : source.split('')).map((character) => character.codePointAt(0) ?? 0);
  const codes = [...literal, ...escaped].flatMap((code) => [code - 1, code, code + 1]).filter((code) => code >= 0 && code <= 0x10_ffff);
  return codes.map((code) => (unicode ? String.fromCodePoint(code) : String.fromCharCode(code)));
}

/** What holds characters that are not among the samples is taken for a set of all. */
function samplesOf(source: string, samples: readonly string[], flags: string): ReadonlySet<string> {
  if (/\\[pP]\{/.test(source)) return new Set(samples);
  const test = new RegExp(`^(?:${source})$`, flags);
  const found = samples.filter((sample) => test.test(sample));
  return new Set(found.length === 0 ? samples : found);
}
