/** Which patterns of users are accepted: nothing that `recheck` calls vulnerable, and all that a team is likely to write. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { checkSync } from 'recheck';
import { judgePattern } from '../../../../../src/redaction/text/patterns/pattern-safety.js';

/** The one of plain JavaScript; the package itself would look for Java and for binaries. */
const recheck = createRequire(import.meta.url)('recheck/lib/browser.js') as { readonly checkSync: typeof checkSync };

const accepted: readonly (readonly [source: string, flags?: string])[] = [
  [String.raw`EMP-\d{6}`],
  [String.raw`EMP-\d+`],
  [String.raw`\bcust_[a-z0-9]+`],
  [String.raw`\d+`],
  [String.raw`\d*`],
  [String.raw`\S+`],
  [String.raw`.+`],
  [String.raw`.`, 's'],
  [String.raw`[a-z]{1,64}`],
  [String.raw`\d+(?:\.\d+)?`],
  [String.raw`(?<!\d)\d+@corp`],
  [String.raw`(?<=id=)\d+x`],
  [String.raw`\b\w+@corp`],
  [String.raw`(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}`],
  [String.raw`(?<!\w)[a-z]{1,64}@`],
  [String.raw`(?:cust|customer)_\d+`],
  [String.raw`foo|bar|foobar`],
  [String.raw`(?:project|code) (?:apollo|artemis)`, 'i'],
  [String.raw`^.*foo`],
  [String.raw`^[^]*foo`],
  [String.raw`^\s*password\s*:\s*\S+`],
  [String.raw`password=.*`],
  [String.raw`password=[^&\s]*`],
  [String.raw`key\s*=\s*\w+`],
  [String.raw`key\s*=\s*"[^"]*"`],
  [String.raw`"ssn":\s*"\d{3}-\d{2}-\d{4}"`],
  [String.raw`<[^<>]*>`],
  [String.raw`[A-Z][A-Za-z0-9]{31}`],
  [String.raw`[A-Za-z0-9]{40}`],
  [String.raw`\b[0-9a-f]{128}\b`],
  [String.raw`[a-z]{1,16}@`],
  [String.raw`(?:\d{1,3}\.){3}\d{1,3}`],
  [String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])`],
  [String.raw`x(?=\d{3}|$)`],
  [String.raw`(?!\d)x+`],
  [String.raw`(?<!\s)\s+$`],
  [String.raw`^key: .*$`, 'm'],
  [String.raw`^.*foo$`, 'm'],
  [String.raw`(?:https?:\/\/)?internal\.example\/\S+`],
  [String.raw`\p{Lu}\p{L}{1,20}`, 'u'],
  [String.raw`[\u{1f600}-\u{1f64f}]+`, 'u'],
  [String.raw`Straße \d{1,4}`, 'iu'],
  [String.raw`[{]secret[}]`],
  [String.raw`a{x}]`],
];

const refused: readonly (readonly [source: string, flags?: string])[] = [
  [String.raw`(a+)+$`],
  [String.raw`(a*)*b`],
  [String.raw`(a|a)*b`],
  [String.raw`(a|aa)+$`],
  [String.raw`(?:a|b|ab)*c`],
  [String.raw`(|a)+b`],
  [String.raw`(x+x+)+y`],
  [String.raw`([a-zA-Z]+)*$`],
  [String.raw`(\w+\s?)*end`],
  [String.raw`^(([a-z])+.)+[A-Z]([a-z])+$`],
  [String.raw`(.*)\1`],
  [String.raw`^.*foo.*bar`],
  [String.raw`a.*b.*c`],
  [String.raw`a[^b]*b[^c]*c`],
  [String.raw`password=[^&]*&`],
  [String.raw`(?:cust|customer)+_`],
  [String.raw`(?:[a-z]+-)+x`],
  [String.raw`\b(?:[a-z]+-)+x`],
  [String.raw`a*b*c*d`],
  [String.raw`(?:x|y|z)+w`],
  [String.raw`<[^>]*>`],
  [String.raw`\[secret\].*?\[/secret\]`],
  [String.raw`BEGIN[^]*?END`],
  [String.raw`(?=.*x)y`],
  [String.raw`[а-я]+[А-Я]+x`, 'i'],
  [String.raw`(?:\u{1f600}|\u{1f600}x?)+y`, 'u'],
  [String.raw`(?:\p{L}|\p{Lu})+1`, 'u'],
  [String.raw`(?:[\p{Script=Greek}a]|[\p{Lu}0])+1`, 'u'],
  [String.raw`(?:[б-я]|[А-Ю])+1`, 'i'],
  [String.raw`(?:\x61|a)+b`],
];

/** Linear if they are tried once in a run of the characters that they begin with. */
const byRuns: readonly (readonly [source: string, flags?: string])[] = [
  [String.raw`\d+@corp`],
  [String.raw`\w+@corp\.com`],
  [String.raw`\b[\w.]+@acme\.de`],
  [String.raw`(?<!x)[\w.]+@acme\.de`],
  [String.raw`[\w.+-]+@[\w-]+\.[\w.-]+`],
  [String.raw`[\w.]+@[\w.]+\.\w+`],
  [String.raw`(\w+)@(?:corp|acme)\.com`, 'i'],
  [String.raw`\w{3,}@corp`],
  [String.raw`.*foo`],
  [String.raw`^[^]*foo`, 'm'],
  [String.raw`\d+(?:\.\d+)+`],
  [String.raw`\d+-\d+-\d+`],
  [String.raw`\d*?x`],
  [String.raw`\w+\d`],
  [String.raw`\w+?\d`],
  [String.raw`\s+$`],
  [String.raw`[\u{1f600}-\u{1f64f}]*x`, 'u'],
];

function statusOf(source: string, flags: string): string {
  return recheck.checkSync(source, flags).status;
}

describe('the safety of patterns', () => {
  for (const [source, flags = ''] of accepted) {
    it(`accepts /${source}/${flags}, and recheck finds nothing`, () => {
      assert.deepEqual(judgePattern(new RegExp(source, `${flags}g`)), {});
      assert.equal(statusOf(source, flags), 'safe');
    });
  }

  for (const [source, flags = ''] of refused) {
    it(`refuses /${source}/${flags}, as recheck does`, () => {
      assert.notEqual(judgePattern(new RegExp(source, `${flags}g`)).whyUnsafe, undefined);
      assert.equal(statusOf(source, flags), 'vulnerable');
    });
  }

  for (const [source, flags = ''] of byRuns) {
    it(`accepts /${source}/${flags} if it is tried once in a run, and recheck finds nothing in that`, () => {
      const { whyUnsafe, run } = judgePattern(new RegExp(source, `${flags}g`));
      assert.equal(whyUnsafe, undefined);
      assert.ok(run);
      assert.equal(statusOf(source, flags), 'vulnerable');
      if (run.front === '') assert.equal(statusOf(`(?<!${run.run})${source}`, flags), 'safe');
    });
  }

  // recheck needs seconds for each of them, or calls what is bounded a polynomial
  for (const expression of [
    /ACC-\d{300}/g, /(?<![\w.-])[\w.-]+@corp\.example/g, /key\s*=\s*"[^"]{0,200}"/g, /[a-z]{1,64}@/g, /[a-z]{20,36}@/g, /[a-z]{1,16}@[a-z]{1,16}x/g, /[0-9a-f]{120,128}/g,
    /.{0,255}x/g, /\bfoo.{0,100}bar/g, /x[a-z]{0,255}y/g, /id=[^;]{0,200};/g, /Kunde .{0,80} hat/g, /"[^"]{1,300}"/g,
  ]) {
    it(`accepts ${String(expression)}`, () => assert.deepEqual(judgePattern(expression), {}));
  }

  for (const expression of [
    /(a?){30}a{30}/g, /(?:a{1,30}){1,30}b/g, /(?<name>a+)\k<name>b/g, /id=[^;]*;/g, /\bid=.*;/g, /Kunde .* hat/g, /\d+@corp|x/g, /[ab]+?a(?:[ab]*c)?/g, /\w+@(?:[\w@]+c)?/g, /[ab]+(?:b[ab]*c)?/g,
    /x[a-z]{0,501}y/g,
  ]) {
    it(`refuses ${String(expression)}`, () => assert.notEqual(judgePattern(expression).whyUnsafe, undefined));
  }

  it('refuses what only many matches in one text make slow, which recheck does not look at', () => {
    assert.notEqual(judgePattern(/a(?:[ab]+c)?/g).whyUnsafe, undefined);
  });

  it('refuses what is too large to be judged', () => {
    assert.deepEqual(judgePattern(/x\d{998}/g), {});
    assert.match(judgePattern(/x\d{1000}/g).whyUnsafe ?? '', /^is too large to be judged/);
    assert.match(judgePattern(/((a{1,9}b{1,9}){1,9}c{1,9}){1,9}/g).whyUnsafe ?? '', /^is too large to be judged/);
  });

  it('accepts 1,200 steps for each character, and refuses more', () => {
    assert.deepEqual(judgePattern(/x[a-z]{0,299}y/g), {});
    assert.match(judgePattern(/x[a-z]{0,300}y/g).whyUnsafe ?? '', /^can begin anew too often/);
  });

  it('what it accepts runs through 256 KiB in time', () => {
    const texts = ['a', '1', 'x', ' ', 'A1', 'key="', 'password=', '<', '1.', 'foo', 'a@', 'a.', '\n', '-', '"'].map((unit) => unit.repeat(Math.ceil(262_144 / unit.length)));
    for (const [source, flags = ''] of accepted) {
      const expression = new RegExp(source, `${flags}g`);
      for (const text of texts) {
        const startMs = performance.now();
        expression.lastIndex = 0;
        for (let count = 0; count < 1000 && expression.exec(text) !== null; count++) if (expression.lastIndex >= text.length) break;
        const elapsedMs = performance.now() - startMs;
        assert.ok(elapsedMs < 1000, `${source} on ${text.slice(0, 9)}…: ${elapsedMs} ms`);
      }
    }
  });
});
