/** Twice the text costs twice the time: no finder is slow for any text. The one place in the suite that takes times. */
import assert from 'node:assert/strict';
import { createKeyRules } from '../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions, type RedactionOptions } from '../../../src/redaction/options.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { featuresOf } from '../../../src/redaction/text/features.js';
import type { Finder } from '../../../src/redaction/text/finder.js';
import { createTextFinders } from '../../../src/redaction/text/finders.js';
import { Hits } from '../../../src/redaction/text/hits.js';
import { maxTextLength } from '../../../src/redaction/text/scanner.js';
import { createTypedFinders } from '../../../src/redaction/values/typed-finders.js';
import { attackTexts } from './attack-texts.js';

/** For each doubling. */
const maxGrowth = 2.5;
/** Over one doubling, a garbage collection in the wrong place would look like growth. */
const doublings = 3;
/** Below it, the clock and the machine are louder than what is measured; what needs less for the longest text is not slow. */
const minMeasurableMs = 0.1;
const minLength = 4 * 1024;
/** With all doublings 1 MiB. */
const maxLength = 128 * 1024;
/** Of a user: the first stars of a name have the most to try. */
const globs = ['*a*b*c*d', '*-*_*=*:*x', '*?a*?4*?e*z'];
const runs = 2;
/** Another process may be in the way of one measure, hardly of all of them. */
const attempts = 16;

interface Subject {
  readonly name: string;
  readonly run: (text: string) => void;
  /** Characters that it is given at first, at most. */
  readonly longest: number;
}

const options: RedactionOptions = { ...defaultRedactionOptions, presets: ['pii'], patterns: [String.raw`\bcanary-\d{1,8}`] };
const keys = createKeyRules(options);
const textFinders = createTextFinders(options, keys);
const typed = createTypedFinders(options, keys, textFinders);
const systems = [undefined, 'postgresql', 'mysql', 'neo4j', 'redis', 'memcached', 'mongodb'];
const named: readonly (readonly [Finder, name: string])[] = [
  ...textFinders.map((finder) => [finder, finder.rule] as const),
  ...typed.url.map((finder) => [finder, `${finder.rule} of URLs`] as const),
  ...typed.cookie.map((finder) => [finder, `${finder.rule} of cookies`] as const),
  ...typed['set-cookie'].map((finder) => [finder, `${finder.rule} of new cookies`] as const),
  ...typed.arguments.map((finder) => [finder, `${finder.rule} of arguments`] as const),
  ...systems.flatMap((system) => typed.statement(system).map((finder) => [finder, `${finder.rule} of ${system ?? 'any database'}`] as const)),
];
const finders = named.filter(([finder], index) => named.findIndex(([other]) => other === finder) === index);

/** What finders keep of the last text must not help. */
function findAnew(finder: Finder, text: string): void {
  finder.find('', new Hits());
  finder.find(text, new Hits());
}

const redactor = createRedactor(options);
const subjects: readonly Subject[] = [
  ...finders.map(([finder, name]) => ({ name, run: (text: string) => findAnew(finder, text), longest: maxLength })),
  { name: 'the quick look', run: featuresOf, longest: maxLength },
  ...globs.map((glob) => ({ name: `keys against ${glob}`, run: keyTest(glob), longest: maxLength })),
  ...['message', 'url.full', 'http.request.header.cookie', 'db.query.text'].map((key) => ({
    name: `all that looks at ${key}`,
    run: (text: string) => void redactor.redactValue(key, text, 'helper'),
    longest: maxTextLength / 2 ** doublings,
  })),
];

/** Both lists, and the names of parameters in texts. */
function keyTest(glob: string): (key: string) => void {
  const { decide, namesSecret } = createKeyRules({ ...options, keys: [glob, 'aa b4'], allowKeys: [`${glob}?`] });
  return (key) => {
    decide(key);
    namesSecret(key, true);
  };
}

/** Of the processor: the clock on the wall also counts what others do. */
function timeMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How many times longer a double takes; undefined when even the longest text takes no time to speak of. */
function growthOf({ run, longest }: Subject, make: (length: number) => string): number | undefined {
  let text = make(minLength);
  while (text.length < longest && timeMs(() => run(text)) < minMeasurableMs) text = make(2 * text.length);
  const long = make(2 ** doublings * text.length);
  const best = { short: Infinity, long: Infinity };
  let growth = Infinity;
  for (let attempt = 0; attempt < attempts && growth > maxGrowth; attempt++) {
    for (let index = 0; index < runs; index++) {
      best.short = Math.min(best.short, timeMs(() => run(text)));
      best.long = Math.min(best.long, timeMs(() => run(long)));
      if (best.long < minMeasurableMs) return undefined;
    }
    growth = (best.long / best.short) ** (1 / doublings);
  }
  return growth;
}

function slowTexts(subject: Subject): string[] {
  return attackTexts.flatMap(([name, make]) => {
    const growth = growthOf(subject, make) ?? 0;
    return growth > maxGrowth ? [`${name}: ${growth.toFixed(1)} times longer for twice the text`] : [];
  });
}

describe('redaction: linear time', () => {
  for (const subject of subjects) it(subject.name, () => assert.deepEqual(slowTexts(subject), []));

  it('the measure sees what is quadratic, and passes what is not', () => {
    const looksBack = (text: string): void => {
      for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) === 64) text.lastIndexOf('!', index);
    };
    const texts = attackTexts.filter(([name]) => name === 'letters' || name === 'at signs');
    const subject: Subject = { name: 'quadratic', run: looksBack, longest: minLength };
    const growth = Object.fromEntries(texts.map(([name, make]) => [name, growthOf(subject, make) ?? 0]));
    assert.ok(growth['at signs']! > maxGrowth && growth['letters']! <= maxGrowth, JSON.stringify(growth));
  });
});
