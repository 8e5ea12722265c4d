/** Counts what was hidden, by rule and by surface; the metric `otel_distro.redaction.count` reads it. */
import type { RuleName } from './rules.js';
import type { Surface } from './exits/exits.js';

interface RedactionCount {
  readonly rule: RuleName;
  readonly surface: Surface;
  readonly count: number;
}

export class RedactionCounts {
  readonly #counts = new Map<Surface, Map<RuleName, number>>();

  add(rule: RuleName, surface: Surface): void {
    let ofSurface = this.#counts.get(surface);
    if (ofSurface === undefined) this.#counts.set(surface, (ofSurface = new Map()));
    ofSurface.set(rule, (ofSurface.get(rule) ?? 0) + 1);
  }

  all(): RedactionCount[] {
    return [...this.#counts].flatMap(([surface, ofSurface]) => [...ofSurface].map(([rule, count]) => ({ rule, surface, count })));
  }
}
