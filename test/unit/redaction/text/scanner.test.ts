import assert from 'node:assert/strict';
import { createReplacer } from '../../../../src/redaction/modes.js';
import type { RuleName } from '../../../../src/redaction/rules.js';
import type { Finder } from '../../../../src/redaction/text/finder.js';
import { maxTextLength, scanText, type ScanOptions } from '../../../../src/redaction/text/scanner.js';

/** Finds each run of `s`, but only where no digit stands before it. */
const finder: Finder = {
  rule: 'pattern',
  needs: 0,
  find(text, hits) {
    for (const { index, 0: found } of text.matchAll(/(?<![0-9s])s+/g)) hits.add('pattern', index, index + found.length);
  },
};
const digitFinder: Finder = {
  rule: 'card',
  needs: 0,
  find(text, hits) {
    for (const { index } of text.matchAll(/[0-9]/g)) hits.add('card', index, index + 1);
  },
};

function optionsFor(finders: readonly Finder[], counted: RuleName[] = []): ScanOptions {
  return { finders, replace: createReplacer({ rules: {}, hashKey: undefined }), count: (rule) => counted.push(rule) };
}

describe('redaction: scanner', () => {
  it('gives the text itself when nothing was found', () => {
    const text = 'x'.repeat(maxTextLength);
    assert.equal(scanText(text, optionsFor([finder])), text);
  });

  it('replaces only what was found, and counts it', () => {
    const counted: RuleName[] = [];
    assert.equal(scanText('a ss b s', optionsFor([finder], counted)), 'a [REDACTED] b [REDACTED]');
    assert.deepEqual(counted, ['pattern', 'pattern']);
  });

  it('puts another marker where it is asked to', () => {
    assert.equal(scanText('a ss', { ...optionsFor([finder]), marker: 'REDACTED' }), 'a REDACTED');
  });

  it('finds what the marker of a neighbour uncovers', () => {
    assert.equal(scanText('1ss', optionsFor([digitFinder, finder])), '[REDACTED][REDACTED]');
  });

  it('hides the whole text when there still is something to be found after all rounds', () => {
    const first: Finder = {
      rule: 'pattern',
      needs: 0,
      find(text, hits) {
        const index = text.indexOf('s');
        if (index >= 0) hits.add('pattern', index, index + 1);
      },
    };
    assert.equal(scanText('s'.repeat(9), optionsFor([first])), '[REDACTED]'.repeat(9));
    assert.equal(scanText('s'.repeat(10), optionsFor([first])), '[REDACTED]');
    assert.equal(scanText('s'.repeat(10), { ...optionsFor([first]), marker: 'REDACTED' }), 'REDACTED');
  });

  it('leaves the insides of markers alone', () => {
    for (const text of ['[HASH:0123456789ab]', '[REDACTED:oversize]', '[REDACTED]', '%5BREDACTED%5D']) {
      assert.equal(scanText(`x ${text} x`, optionsFor([digitFinder, finder])), `x ${text} x`);
    }
    assert.equal(scanText('[HASH:0123456789aX]', optionsFor([finder])), '[HASH:0123456789aX]');
    assert.equal(scanText('[HASH:0123456789aX]', optionsFor([digitFinder])), `[HASH:${'[REDACTED]'.repeat(10)}aX]`);
  });

  it('drops the whole text when the rule says so', () => {
    assert.equal(scanText('a s b', { ...optionsFor([finder]), replace: () => undefined }), undefined);
  });

  it('cuts one character above the limit, at a blank, and marks it', () => {
    const counted: RuleName[] = [];
    const kept = scanText(`${'x'.repeat(maxTextLength - 20)} ${'y'.repeat(20)}`, optionsFor([finder], counted));
    assert.equal(kept, `${'x'.repeat(maxTextLength - 20)} [REDACTED:oversize]`);
    assert.deepEqual(counted, ['oversize']);
  });

  it('hides a secret that lies across the cut as a whole', () => {
    const before = 'x'.repeat(maxTextLength - 8192 - 10);
    assert.equal(scanText(`${before}${'s'.repeat(40)}${'x'.repeat(20_000)}`, optionsFor([finder])), `${before}[REDACTED] [REDACTED:oversize]`);
  });

  it('leaves out a secret behind the cut with the rest', () => {
    const kept = scanText(`${'x'.repeat(maxTextLength - 20)} sss${'x'.repeat(100)}`, optionsFor([finder]));
    assert.equal(kept, `${'x'.repeat(maxTextLength - 20)} [REDACTED:oversize]`);
  });

  it('keeps a text below the limit although markers are longer than what they hide', () => {
    const redacted = scanText('s '.repeat(maxTextLength / 2), optionsFor([finder]));
    assert.ok(redacted !== undefined && redacted.length <= maxTextLength && redacted.endsWith(' [REDACTED:oversize]'));
    assert.equal(scanText(redacted, optionsFor([finder])), redacted);
  });
});
