/** Walks through a value: asks the key rules about its keys, has its texts scanned, and copies what has to change. */
import type { Attributes } from '@opentelemetry/api';
import { askCallbacks, redactionCallbacks } from './add-redaction.js';
import { copyEntriesBefore, setEntry, type SourceRecord } from './copy-on-write.js';
import type { Surface } from './exits/exits.js';
import { createKeyRules, type KeyDecision } from './keys/key-rules.js';
import { remembering } from './keys/remembering.js';
import { dropped, limitMarker, redactedMarker, urlMarker } from './marker.js';
import { createReplacer } from './modes.js';
import type { RedactionOptions } from './options.js';
import { RedactionCounts } from './redaction-counts.js';
import type { Redactor } from './redactor.js';
import type { RuleName } from './rules.js';
import { scanText, type Replace, type ScanOptions } from './text/scanner.js';
import { listOf, redactError, redactMap, redactSet, type Walk } from './values/built-ins.js';
import { isDecisiveForName, isValueKey, mayBeName, nameBesideValue, nameInList } from './values/named-values.js';
import { isError, isIterableOfPairs, isMap, isPlain, isSet, isUrl, jsonOf, readProperty, textOfHidden, textOfObject, unreadable } from './values/objects.js';
import { createReadings, type Readings } from './values/readings.js';
import { ValueTooLarge, WalkLimits } from './walk-limits.js';

/** A key as it leaves, and what happens to its value. */
interface KeyPlan {
  readonly name: string;
  readonly decision: KeyDecision;
}

/** Shorter numbers are no card numbers. */
const minCardNumber = 1e12;

export class WalkingRedactor implements Redactor {
  readonly counts = new RedactionCounts();
  readonly #count = (rule: RuleName): void => this.counts.add(rule, this.#surface);
  readonly #replace: Replace;
  readonly #readings: Readings;
  readonly #plan: (key: string) => KeyPlan;
  readonly #showsHidden: boolean;
  /** Shared by all calls, so that looking at a value allocates nothing; a getter of the app may redact while we read it. */
  readonly #limits = new WalkLimits();
  readonly #walk: Walk = {
    countEntry: () => this.#limits.countEntry(),
    redactContent: (value) => this.#redactContent(value, this.#readings.text),
    redactNamed: (key, value) => this.#redactNamed(key, value),
    redactRecord: (source) => this.#redactRecord(source),
  };
  #surface: Surface = 'helper';
  /** The name next to the value, for callbacks. */
  #key: string | undefined;

  constructor(options: RedactionOptions) {
    const keys = createKeyRules(options);
    this.#replace = createReplacer(options);
    this.#readings = createReadings(options, keys, { replace: this.#replace, count: this.#count });
    this.#showsHidden = options.rules.key === 'mask' || options.rules.key === 'hash';
    // a key that holds a secret is not kept in memory
    this.#plan = remembering(
      (key) => {
        const name = this.#scan(key, this.#readings.text) ?? redactedMarker;
        const decision = keys.decide(name);
        return { name, decision: name === key || decision === 'hide' || decision === 'drop' ? decision : keys.decide(key) };
      },
      ({ name }, key) => name === key,
    );
  }

  redactValue(key: string | undefined, value: unknown, surface: Surface): unknown {
    const outer = this.#surface;
    const outerKey = this.#key;
    this.#surface = surface;
    this.#key = key;
    try {
      this.#limits.enter();
      const redacted = key === undefined ? this.#redactContent(value, this.#readings.text) : this.#redactEntry(this.#plan(key).decision, value, undefined);
      return redacted === dropped ? redactedMarker : redacted;
    } catch {
      return this.#limit('error');
    } finally {
      this.#surface = outer;
      this.#key = outerKey;
    }
  }

  redactAttributes(attributes: Attributes, surface: Surface): Attributes {
    const outer = this.#surface;
    const outerKey = this.#key;
    this.#surface = surface;
    try {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is hidden becomes a string, which is an attribute value
      return this.#redactRecord(attributes) as Attributes;
    } catch {
      this.#count('error');
      return {};
    } finally {
      this.#surface = outer;
      this.#key = outerKey;
    }
  }

  redactText(text: string, surface: Surface): string {
    return String(this.redactValue(undefined, text, surface));
  }

  /** @param beside the record in which the value stands */
  #redactEntry(decision: KeyDecision, value: unknown, beside: SourceRecord | undefined): unknown {
    if (value === undefined || value === null) return value;
    switch (decision) {
      case 'hide':
        return this.#hide(value);
      case 'hide-unless-number':
        return typeof value === 'number' ? this.#leave(value) : this.#hide(value);
      case 'drop':
        this.#count('strict');
        return dropped;
      case 'statement':
        return this.#redactContent(value, this.#readings.statement(beside));
      default:
        return this.#redactContent(value, this.#readings[decision]);
    }
  }

  #hide(value: unknown): unknown {
    if (value === redactedMarker || value === urlMarker) return value;
    const hidden = this.#replace('key', this.#showsHidden ? textOfHidden(value) : '') ?? dropped;
    if (hidden !== value) this.#count('key');
    return hidden;
  }

  #redactContent(value: unknown, reading: ScanOptions): unknown {
    switch (typeof value) {
      case 'string':
        return this.#leave(this.#scan(value, reading) ?? dropped);
      case 'number':
        return value >= minCardNumber ? this.#redactAsText(value, String(value), reading, value) : this.#leave(value);
      case 'boolean':
        return this.#leave(value);
      case 'bigint':
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

  /** @param shown what callbacks see of the value */
  #redactAsText(value: unknown, text: string, reading: ScanOptions, shown: unknown = text): unknown {
    const redacted = this.#scan(text, reading) ?? dropped;
    const left = this.#leave(redacted === text ? shown : redacted);
    return left === shown ? value : left;
  }

  /** The last look at a value: that of the callbacks of the app. */
  #leave(value: unknown): unknown {
    return redactionCallbacks.length === 0 ? value : (askCallbacks(value, { key: this.#key, surface: this.#surface }, this.#count) ?? dropped);
  }

  #redactWithin(value: object, reading: ScanOptions): unknown {
    const obstacle = this.#limits.descend(value);
    if (obstacle !== undefined) return this.#limit(obstacle);
    const outerKey = this.#key;
    try {
      return this.#redactObject(value, reading);
    } catch (error) {
      return this.#limit(error instanceof ValueTooLarge ? 'oversize' : 'error');
    } finally {
      this.#limits.ascend();
      this.#key = outerKey;
    }
  }

  #redactObject(value: object, reading: ScanOptions): unknown {
    if (Array.isArray(value)) return this.#redactArray(value, reading);
    if (!isPlain(value)) {
      const text = textOfObject(value);
      if (text !== undefined) return this.#redactAsText(value, text, isUrl(value) && reading === this.#readings.text ? this.#readings.url : reading);
      const redacted = this.#redactBuiltIn(value, reading);
      if (redacted !== value) return redacted;
    }
    const json = jsonOf(value);
    const redactedJson = json === value ? value : this.#redactContent(json, reading);
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- any object is looked at as a record
    return Object.is(redactedJson, json) ? this.#redactRecord(value as SourceRecord) : redactedJson;
  }

  /** What does not stand in the entries of the object. */
  #redactBuiltIn(value: object, reading: ScanOptions): unknown {
    if (isMap(value)) return redactMap(value, this.#walk);
    if (isSet(value)) return redactSet(value, this.#walk);
    if (isError(value)) return redactError(value, this.#walk);
    if (!isIterableOfPairs(value)) return value;
    const pairs = listOf(value, this.#walk);
    const redacted = this.#redactArray(pairs, reading);
    return redacted === pairs ? value : redacted;
  }

  #redactRecord(source: SourceRecord): SourceRecord {
    let copy: Record<string, unknown> | undefined;
    let twins = 1;
    for (const key in source) {
      if (!Object.hasOwn(source, key)) continue;
      this.#limits.countEntry();
      const { name, decision } = this.#plan(key);
      const value = readProperty(source, key);
      this.#key = name;
      const redacted = this.#redactProperty(source, key, value, decision);
      if (name !== key || !Object.is(redacted, value)) copy ??= copyEntriesBefore(source, key);
      if (copy === undefined || redacted === dropped) continue;
      let unique = name;
      while (Object.hasOwn(copy, unique)) unique = `${name}#${++twins}`;
      setEntry(copy, unique, redacted);
    }
    return this.#redactSymbols(source, copy) ?? source;
  }

  #redactProperty(source: SourceRecord, key: string, value: unknown, decision: KeyDecision): unknown {
    if (value === unreadable) return this.#limit('error');
    return this.#redactEntry(decision === 'text' && isValueKey(key) ? this.#decideByName(nameBesideValue(source)) : decision, value, source);
  }

  /** Consoles print them, and loggers keep the finished line under one. */
  #redactSymbols(source: SourceRecord, copied: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
    const symbols = Object.getOwnPropertySymbols(source);
    if (symbols.length === 0) return copied;
    let copy = copied;
    const entries = symbols.filter((symbol) => Object.prototype.propertyIsEnumerable.call(source, symbol)).map((symbol) => {
      const value = readProperty(source, symbol);
      const redacted = this.#redactProperty(source, '', value, this.#plan(symbol.description ?? '').decision);
      if (!Object.is(redacted, value)) copy ??= copyEntriesBefore(source);
      return [symbol, redacted] as const;
    });
    return copy && Object.assign(copy, Object.fromEntries(entries.filter(([, redacted]) => redacted !== dropped)));
  }

  #decideByName(name: unknown): KeyDecision {
    if (!mayBeName(name)) return 'text';
    const { decision } = this.#plan(name);
    return isDecisiveForName(decision) ? decision : 'text';
  }

  /** A list of names and values in turn, as raw headers and arguments are, is read as such. What is dropped leaves a marker, so that the others keep their places. */
  #redactArray(source: readonly unknown[], reading: ScanOptions): readonly unknown[] {
    let copy: unknown[] | undefined;
    let before: unknown;
    for (let index = 0; index < source.length; index++) {
      this.#limits.countEntry();
      const value = source[index];
      const decision = this.#decideByName(nameInList(before, value, index, source.length));
      const redacted = decision === 'text' ? this.#redactContent(value, reading) : this.#redactEntry(decision, value, undefined);
      before = redacted === dropped ? redactedMarker : redacted;
      if (!Object.is(before, value)) copy ??= source.slice(0, index);
      copy?.push(before);
    }
    return copy ?? (this.#hasSecretBesideItems(source) ? source.slice() : source);
  }

  /** `input` of a match of a regular expression; consoles print it. */
  #hasSecretBesideItems(source: readonly unknown[]): boolean {
    const entries = source as unknown as SourceRecord;
    return Object.keys(source).slice(source.length).some((key) => !Object.is(this.#redactEntry(this.#plan(key).decision, entries[key], undefined), entries[key]));
  }

  #redactNamed(key: string, value: unknown): readonly [name: string, value: unknown] {
    const { name, decision } = this.#plan(key);
    this.#key = name;
    return [name, this.#redactEntry(decision, value, undefined)];
  }

  #limit(rule: 'oversize' | 'depth' | 'cycle' | 'error'): string {
    this.#count(rule);
    return limitMarker(rule);
  }
}
