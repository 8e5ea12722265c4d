/** No text makes a regular expression of the redaction slow: `recheck` passes each literal in `src/redaction`, and others are on a list. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { checkSync } from 'recheck';
import { parseSync, Visitor } from 'rolldown/utils';
import { root } from '../../support/node-lines.js';

/** The one of plain JavaScript; the package itself would look for Java and for binaries. */
const recheck = createRequire(import.meta.url)('recheck/lib/browser.js') as { readonly checkSync: typeof checkSync };

/** Expressions that are made at run time, by file, and why they cannot be slow. */
const madeAtRunTime: Readonly<Record<string, string>> = {
  'marker.ts': 'literals of the file itself with another flag, so that the grammar stands there once',
  'keys/user-names.ts': 'the letters and digits of a name, each read once, with an underscore between them or none',
  'text/patterns/pattern-alphabet.ts': 'one set of characters of a pattern of the app, tried on single characters, before the pattern itself is allowed',
  'text/patterns/user-patterns.ts': 'a pattern of the app, checked for catastrophic backtracking before it is used',
};

interface Literal {
  readonly pattern: string;
  readonly flags: string;
}

interface Found {
  readonly literals: readonly Literal[];
  /** `new RegExp(…)` and `RegExp(…)`, and what makes one of a string. */
  readonly madeAtRunTime: number;
}

function findExpressions(file: string, source: string): Found {
  const literals: Literal[] = [];
  let madeAtRunTime = 0;
  const countMade = ({ callee }: { readonly callee: object }): void => {
    if ('name' in callee && callee.name === 'RegExp') madeAtRunTime++;
  };
  const { program, errors } = parseSync(file, source);
  assert.deepEqual(errors, []);
  new Visitor({
    Literal(node) {
      if ('regex' in node) literals.push(node.regex);
    },
    NewExpression: countMade,
    CallExpression: countMade,
  }).visit(program);
  return { literals, madeAtRunTime };
}

const folder = path.join(root, 'src/redaction');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).sort();
const found = files.map((file) => ({ file, ...findExpressions(file, readFileSync(path.join(folder, file), 'utf8')) }));

function statusOf({ pattern, flags }: Literal): string {
  const diagnostics = recheck.checkSync(pattern, flags);
  if (diagnostics.status === 'unknown') return `unknown: ${diagnostics.error.kind}`;
  return diagnostics.status === 'safe' ? 'safe' : `vulnerable: ${diagnostics.complexity.summary}`;
}

describe('redaction: regular expressions', () => {
  for (const { file, literals } of found) {
    for (const literal of new Map(literals.map((literal) => [`/${literal.pattern}/${literal.flags}`, literal])).values()) {
      it(`${file}: /${literal.pattern}/${literal.flags} is linear`, () => assert.equal(statusOf(literal), 'safe'));
    }
  }

  it('those made at run time are on the list, with a reason', () => {
    assert.deepEqual(found.filter((one) => one.madeAtRunTime > 0).map(({ file }) => file), Object.keys(madeAtRunTime).sort());
  });

  it('the check sees a slow expression, and the search each way to write one', () => {
    assert.match(statusOf({ pattern: '(a+)+$', flags: '' }), /^vulnerable: exponential/);
    assert.match(statusOf({ pattern: '[a-z]+@[a-z]+x', flags: 'g' }), /^vulnerable: 2nd degree polynomial/);
    const source = 'const a = [/x/u as RegExp, { b: `${/y/g.source}` }]; // /z/\nnew RegExp("s"); RegExp(a);';
    assert.deepEqual(findExpressions('a.ts', source), { literals: [{ pattern: 'x', flags: 'u' }, { pattern: 'y', flags: 'g' }], madeAtRunTime: 2 });
  });
});
