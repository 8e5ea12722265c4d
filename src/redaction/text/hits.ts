/** Collects the parts of one text that must not leave, and gives the text without them. */
import type { RuleName } from '../rules.js';

export interface Hit {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly rule: RuleName;
  /** What the text gets there instead; undefined = what the mode of the rule says. */
  readonly replacement: string | undefined;
}

/** Where finders put what they find; hits may overlap and come in any order. */
export class Hits {
  readonly all: Hit[] = [];

  add(rule: RuleName, start: number, end: number, replacement?: string): void {
    if (end > start) this.all.push({ start, end, rule, replacement });
  }

  /**
   * In the order of the text; what overlaps is one hit, under the strictest of its rules. Among equals, that is the rule of the hit that begins
   * first, of the longer one if two begin together.
   */
  merged(strictnessOf: (rule: RuleName) => number = () => 0): readonly Hit[] {
    if (this.all.length < 2) return this.all;
    this.all.sort((a, b) => a.start - b.start || b.end - a.end);
    const merged: Hit[] = [];
    for (const hit of this.all) {
      const last = merged.at(-1);
      if (last === undefined || hit.start >= last.end) merged.push(hit);
      else {
        const strictest = strictnessOf(hit.rule) > strictnessOf(last.rule) ? hit : last;
        if (strictest === hit || hit.end > last.end) merged[merged.length - 1] = { ...strictest, start: last.start, end: Math.max(last.end, hit.end) };
      }
    }
    return merged;
  }
}
