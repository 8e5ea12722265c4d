/** Walks through a value: asks the key rules about its keys, has its texts scanned, and copies what has to change. */
import type { Attributes } from '@opentelemetry/api';
import { askCallbacks, redactionCallbacks } from './add-redaction.js';
import { copyEntriesBefore, setEntry, type SourceRecord } from './copy-on-write.js';
import type { Surface } from './exits/exits.js';
import { createKeyPlans, type KeyPlan, type KeyPlans } from './keys/key-plans.js';
import { createKeyRules, type KeyDecision } from './keys/key-rules.js';
import { areKnown } from './known-attributes.js';
import { dropped, limitMarker, redactedMarker, urlMarker } from './marker.js';
import { createReplacer, createStrictness } from './modes.js';
import type { RedactionOptions } from './options.js';
import { ownCopy } from './own-copy.js';
import { RedactionCounts } from './redaction-counts.js';
import type { Redactor } from './redactor.js';
import type { RuleName } from './rules.js';
import { scanText, type Replace, type ScanOptions } from './text/scanner.js';
import { redactBuiltIn, redactSymbols } from './values/built-ins.js';
import { redactList } from './values/lists.js';
import { standsAlone } from './values/neighbours.js';
import { isValueKey, nameBesideValue } from './values/named-values.js';
import { isPlain, isPlainRecord, isTextOrTexts, isUrl, jsonOf, readProperty, textOfHidden, textOfObject, unreadable } from './values/objects.js';
import { isOpen } from './values/open-values.js';
import { createReadings, type Readings } from './values/readings.js';
import type { Walk } from './values/walk.js';
import { ValueTooLarge, WalkLimits } from './walk-limits.js';

export class WalkingRedactor implements Redactor {
  readonly counts = new RedactionCounts();
  readonly redactText = (text: string, surface: Surface): string => String(this.redactValue(undefined, text, surface));
  readonly trustText = (key: string, text: string): void => this.#readings.trust(this.#plans.of(key, '').decision, text);
  readonly #count = (rule: RuleName): void => void (this.#isOnlyLooking || this.counts.add(rule, this.#surface));
  readonly #replace: Replace;
  readonly #readings: Readings;
  readonly #plans: KeyPlans;
  /** Only then `#path` is kept. */
  readonly #goesByPath: boolean;
  readonly #showsHidden: boolean;
  /** Shared by all calls, so that looking at a value allocates nothing; a getter of the app may redact while we read it. */
  readonly #limits = new WalkLimits();
  readonly #walk: Walk = {
    countEntry: () => this.#limits.countEntry(),
    redactContent: (value, reading = this.#readings.text) => this.#redactContent(value, reading),
    decideByName: (name) => this.#plans.decideByName(name),
    decideByOption: (name) => this.#plans.decideByOption(name),
    redactAs: (decision, value) => this.#redactEntry(decision, value, undefined),
    redactNamed: (key, value) => this.#redactNamed(key, value),
    redactRecord: (source, copy) => this.#redactRecord(source, copy),
    limit: (rule) => this.#limit(rule),
    wasCopied: () => this.#surface !== 'helper',
  };
  #surface: Surface = 'helper';
  #isOnlyLooking = false;
  /** The name next to the value, for callbacks. */
  #key: string | undefined;
  /** The names of the records around the current value and its own, with dots between them. */
  #path = '';
  /** Within a hidden value in which the user allowed some keys. */
  #hidesOthers = false;

  constructor(options: RedactionOptions) {
    const keys = createKeyRules(options);
    this.#replace = createReplacer(options);
    this.#readings = createReadings(options, keys, { replace: this.#replace, count: this.#count, strictnessOf: createStrictness(options) });
    this.#showsHidden = [options.rules.key, options.rules.cookie].some((mode) => mode === 'mask' || mode === 'hash');
    this.#goesByPath = keys.goByPath;
    this.#plans = createKeyPlans(keys, (key) => this.#scan(key, this.#readings.text) ?? redactedMarker, (decision) => this.#readings.cleanFor(decision));
  }

  redactValue(key: string | undefined, value: unknown, surface: Surface): unknown {
    if (key === undefined && typeof value === 'string' && redactionCallbacks.length === 0 && this.#readings.text.clean?.has(value) === true) return value;
    const redacted = this.#enter(surface, key, () => key === undefined ? this.#redactContent(value, this.#readings.text) : this.#redactPlanned(this.#plans.of(key, ''), value, undefined));
    return redacted === dropped ? redactedMarker : redacted;
  }

  redactAttributes(attributes: Attributes, surface: Surface): Attributes {
    if (!this.#goesByPath && redactionCallbacks.length === 0 && areKnown(attributes, this.#plans)) return attributes;
    const redacted = this.#enter(surface, undefined, () => this.#redactRecord(attributes) ?? attributes);
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is hidden becomes a string, which is an attribute value
    return typeof redacted === 'string' ? {} : (redacted as Attributes);
  }

  leavesAlone(attributes: Attributes): boolean {
    if (redactionCallbacks.length > 0) return false;
    this.#isOnlyLooking = true;
    const isLeft = Object.keys(attributes).every((key) => standsAlone(key, this.#plans.of(key, '').decision)) && this.redactAttributes(attributes, 'helper') === attributes;
    this.#isOnlyLooking = false;
    return isLeft;
  }

  redactName<Name>(name: Name, surface: Surface): Name {
    if (typeof name !== 'string') return this.redactValue(undefined, name, surface) as Name;
    return this.#enter(surface, undefined, () => this.#scan(name, this.#readings.name) ?? redactedMarker) as Name;
  }

  ownCopy(value: unknown, surface: Surface): unknown {
    return typeof value === 'object' && value !== null ? ownCopy(value, this.#limits, (rule) => this.counts.add(rule, surface)) : value;
  }

  /** Where a getter of the app redacts while we read it, the walk around goes on as it was. Gives a marker for what throws. */
  #enter(surface: Surface, key: string | undefined, walk: () => unknown): unknown {
    const outer = this.#surface;
    const outerKey = this.#key;
    const outerPath = this.#path;
    const hidOthers = this.#hidesOthers;
    this.#surface = surface;
    this.#key = key;
    this.#path = key ?? '';
    this.#hidesOthers = false;
    try {
      this.#limits.enter();
      return walk();
    } catch {
      return this.#limit('error');
    } finally {
      this.#surface = outer;
      this.#key = outerKey;
      this.#path = outerPath;
      this.#hidesOthers = hidOthers;
    }
  }

  /** @param beside the record in which the value stands */
  #redactPlanned({ decision, leadsToAllowed }: KeyPlan, value: unknown, beside: SourceRecord | undefined): unknown {
    if (!this.#goesByPath) return this.#redactEntry(decision, value, beside);
    const hidOthers = this.#hidesOthers;
    const isHidden = decision === 'hide' || (hidOthers && decision !== 'shape-only');
    this.#hidesOthers = isHidden;
    try {
      if (leadsToAllowed && (isHidden || decision === 'drop') && isPlainRecord(value)) return this.#redactContent(value, this.#readings.text);
      return this.#redactEntry(isHidden ? 'hide' : decision, value, beside);
    } finally {
      this.#hidesOthers = hidOthers;
    }
  }

  #redactEntry(decision: KeyDecision, value: unknown, beside: SourceRecord | undefined): unknown {
    if (value === undefined || value === null) return value;
    switch (decision) {
      case 'hide':
        return this.#hide(value);
      case 'hide-unless-number': case 'hide-unless-flag': case 'hide-unless-path': case 'hide-unless-state':
        return isOpen(decision, value) ? this.#redactContent(value, this.#readings.text) : this.#hide(value);
      case 'drop':
        this.#count('strict');
        return dropped;
      case 'cookie':
      case 'set-cookie':
        return isTextOrTexts(value) ? this.#redactContent(value, this.#readings[decision]) : this.#hide(value, 'cookie');
      case 'statement':
        return this.#redactContent(value, this.#readings.statement(beside));
      default:
        return this.#redactContent(value, this.#readings[decision]);
    }
  }

  #hide(value: unknown, rule: 'key' | 'cookie' = 'key'): unknown {
    if (value === redactedMarker || value === urlMarker) return value;
    const hidden = this.#replace(rule, this.#showsHidden ? textOfHidden(value) : '') ?? dropped;
    if (hidden !== value) this.#count(rule);
    return hidden;
  }

  #redactContent(value: unknown, reading: ScanOptions): unknown {
    switch (typeof value) {
      case 'string':
        return this.#leave(this.#scan(value, reading) ?? dropped);
      case 'number': case 'boolean':
        return this.#leave(value);
      case 'bigint':
        return this.#leaveAsText(value, String(value), String(value));
      case 'symbol':
        return this.#redactAsText(value, String(value), reading);
      case 'object':
      case 'function':
        return value === null ? value : this.#redactWithin(value, reading);
      default:
        return value;
    }
  }

  #scan(text: string, reading: ScanOptions): string | undefined {
    return this.#limits.mayRead(text) ? scanText(text, reading) : this.#limit('oversize');
  }

  #redactAsText(value: unknown, text: string, reading: ScanOptions): unknown {
    return this.#leaveAsText(value, text, this.#scan(text, reading) ?? dropped);
  }

  #leaveAsText(value: unknown, text: string, redacted: unknown): unknown {
    const left = this.#leave(redacted);
    return left === text ? value : left;
  }

  /** The last look at a value: that of the callbacks of the app. */
  #leave(value: unknown): unknown {
    return redactionCallbacks.length === 0 ? value : (askCallbacks(value, { key: this.#key, surface: this.#surface }, this.#count) ?? dropped);
  }

  #redactWithin(value: object, reading: ScanOptions): unknown {
    const obstacle = this.#limits.descend(value);
    if (obstacle !== undefined) return this.#limit(obstacle);
    const outerKey = this.#key;
    const outerPath = this.#path;
    try {
      return this.#redactObject(value, reading);
    } catch (error) {
      return this.#limit(error instanceof ValueTooLarge ? 'oversize' : 'error');
    } finally {
      this.#limits.ascend();
      this.#key = outerKey;
      this.#path = outerPath;
    }
  }

  #redactObject(value: object, reading: ScanOptions): unknown {
    if (Array.isArray(value)) return redactList(value, reading, this.#walk);
    if (!isPlain(value)) {
      const text = textOfObject(value);
      if (text !== undefined) return this.#redactAsText(value, text, isUrl(value) && reading === this.#readings.text ? this.#readings.url : reading);
      const redacted = redactBuiltIn(value, reading, this.#walk);
      if (redacted !== value) return redacted;
    }
    const json = jsonOf(value);
    const redactedJson = json === value ? value : this.#redactContent(json, reading);
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- any object is looked at as a record
    return Object.is(redactedJson, json) ? (this.#redactRecord(value as SourceRecord, {}) ?? value) : redactedJson;
  }

  /**
   * Gives undefined when nothing changes.
   * @param copied gets each entry as it was read: a getter may give something else the next time. Without it, what stands before a change is read again
   */
  #redactRecord(source: SourceRecord, copied?: Record<string, unknown>): SourceRecord | undefined {
    let copy = copied;
    let isChanged = false;
    let twins = 1;
    const path = this.#path;
    const around = this.#pathOfEntries();
    for (const key in source) {
      if (!Object.hasOwn(source, key)) continue;
      this.#limits.countEntry();
      const plan = this.#plans.of(key, around);
      const { name } = plan;
      const value = readProperty(source, key);
      this.#key = name;
      if (this.#goesByPath) this.#path = around + name;
      const redacted = this.#redactProperty(source, key, value, plan);
      isChanged ||= name !== key || !Object.is(redacted, value);
      if (isChanged) copy ??= copyEntriesBefore(source, key);
      if (copy === undefined || redacted === dropped) continue;
      let unique = name;
      while (Object.hasOwn(copy, unique)) unique = `${name}#${++twins}`;
      setEntry(copy, unique, redacted);
    }
    this.#path = path;
    const symbols = Object.getOwnPropertySymbols(source);
    if (symbols.length > 0) isChanged = redactSymbols(source, symbols, (copy ??= copyEntriesBefore(source)), this.#walk) || isChanged;
    return isChanged ? copy : undefined;
  }

  #pathOfEntries(): string {
    return this.#goesByPath && this.#path !== '' ? `${this.#path}.` : '';
  }

  #redactProperty(source: SourceRecord, key: string, value: unknown, plan: KeyPlan): unknown {
    if (value === unreadable) return this.#limit('error');
    const byName = plan.decision === 'text' && isValueKey(key) ? this.#plans.decideByName(nameBesideValue(source)) : 'text';
    return this.#redactPlanned(byName === 'text' ? plan : { ...plan, decision: byName }, value, source);
  }

  #redactNamed(key: string, value: unknown): readonly [name: string, value: unknown] {
    const path = this.#path;
    const around = this.#pathOfEntries();
    const plan = this.#plans.of(key, around);
    this.#key = plan.name;
    this.#path = around + plan.name;
    const redacted = this.#redactPlanned(plan, value, undefined);
    this.#path = path;
    return [plan.name, redacted];
  }

  #limit(rule: 'oversize' | 'depth' | 'cycle' | 'error'): string {
    this.#count(rule);
    return limitMarker(rule);
  }
}
