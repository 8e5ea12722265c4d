/** Each rule of the table hides what its example says, and nothing else does: switched off, the example leaves as it is. */
import assert from 'node:assert/strict';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { rules, type RuleDefinition, type RuleName } from '../../../src/redaction/rules.js';
import type { RedactionOptions } from '../../../src/redaction/options.js';

type Example = NonNullable<RuleDefinition['example']>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const webToken = [encode({ alg: 'HS256', typ: 'JWT' }), encode({ sub: 'ada', iat: 1_700_000_000 }), 'c0ffee'.repeat(7)].join('.');
const vendorToken = ['gh', 'p_', 'a1B2c3D4e5F6'.repeat(3)].join('');

/** Built from pieces: written down, they would be found by scanners of source code. */
const builtExamples: Readonly<Partial<Record<RuleName, Example>>> = {
  'vendor-token': [undefined, `cloned with ${vendorToken} today`, 'cloned with [REDACTED] today'],
  jwt: [undefined, `caller ${webToken} was known`, 'caller [REDACTED] was known'],
};

/** Rules that no value alone can show. */
const shownElsewhere: Readonly<Partial<Record<RuleName, string>>> = {
  strict: 'needs the mode strict',
  pattern: 'needs a pattern of the app',
  callback: 'needs a callback of the app',
  oversize: 'needs a value of many thousand characters; a limit is no rule to switch off',
  depth: 'needs an object; a limit is no rule to switch off',
  cycle: 'needs an object; a limit is no rule to switch off',
  error: 'needs an object that throws; a limit is no rule to switch off',
};

const ruleNames = Object.keys(rules) as RuleName[];
const exampleOf = (rule: RuleName): Example | undefined => (rules[rule] as RuleDefinition).example ?? builtExamples[rule];
const presetsOf = (rule: RuleName): RedactionOptions['presets'] => (rules[rule].kind === 'personal' ? ['pii'] : []);

function redact([key, before]: Example, options: Partial<RedactionOptions>): unknown {
  return createRedactor(options).redactValue(key, before, 'helper');
}

describe('redaction: rules', () => {
  it('each has an example, or a reason why it has none', () => {
    const without = ruleNames.filter((rule) => exampleOf(rule) === undefined);
    assert.deepEqual(without, Object.keys(shownElsewhere));
  });

  for (const rule of ruleNames) {
    const example = exampleOf(rule);
    if (example === undefined) continue;
    const [key, before, after] = example;
    const presets = presetsOf(rule);

    it(`${rule}: its example is hidden, and what is hidden stays as it is`, () => {
      assert.equal(redact(example, { presets }), after);
      assert.equal(redact([key, after, after], { presets }), after);
    });

    it(`${rule}: its example leaves when the rule is off`, () => {
      assert.equal(redact(example, { presets, rules: { [rule]: 'off' } }), before);
    });

    it(`${rule}: it is what is counted`, () => {
      const redactor = createRedactor({ presets });
      redactor.redactValue(key, before, 'helper');
      assert.deepEqual(redactor.counts.all().map(({ rule }) => rule), [rule]);
    });

    if (rules[rule].kind === 'personal') {
      it(`${rule}: its example leaves without the preset`, () => assert.equal(redact(example, {}), before));
    }
  }
});
