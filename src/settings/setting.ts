/** What one row of the settings table says, and the three ways to write one down. */
import type { Kind } from './kind.js';

/** Gives the value that another row has in the same environment. */
export type ReadOther = <Value>(setting: Setting<Value>) => Value;

/** A value that cannot be used together with the others, and what is used instead. */
export interface Correction<Value> {
  readonly reason: string;
  readonly use: Value;
}

export interface Setting<Value> {
  /** The canonical name first, then other names for the same thing; the first that holds a usable value counts. */
  readonly env: readonly [canonical: string, ...others: string[]];
  readonly kind: Kind<Value>;
  readonly default: Value;
  /** The row whose value is used when this one is not set. */
  readonly inherits?: Setting<Value>;
  /** One sentence: what it does. */
  readonly doc: string;
  /** The default in words, where the literal does not say it. */
  readonly defaultDoc?: string;
  /** What the specification or the upstream packages do otherwise, and we do here. */
  readonly deviation?: string;
  readonly stability: 'stable' | 'development';
  /** What to use instead. */
  readonly deprecated?: string;
  /** The value never appears in a message. */
  readonly secret: boolean;
  check?(value: Value, read: ReadOther): Correction<Value> | undefined;
}

interface Definition<Value> extends Partial<Pick<Setting<Value>, 'defaultDoc' | 'deviation' | 'stability' | 'deprecated' | 'secret' | 'check'>> {
  readonly env: string | readonly [string, ...string[]];
  readonly kind: Kind<Value>;
  readonly doc: string;
}

function names(env: string | readonly [string, ...string[]]): readonly [string, ...string[]] {
  return typeof env === 'string' ? [env] : env;
}

/** A row with a default. */
export function setting<Value>(definition: Definition<Value> & { readonly default: NoInfer<Value> }): Setting<Value> {
  return { stability: 'stable', secret: false, ...definition, env: names(definition.env) };
}

/** A row whose value is undefined when it is not set. */
export function optional<Value>(definition: Definition<Value>): Setting<Value | undefined> {
  return { stability: 'stable', secret: false, ...definition, env: names(definition.env), default: undefined };
}

/** A row that narrows another one: same kind, and its value when this one is not set. */
export function narrowing<Value>(base: Setting<Value>, env: string | readonly [string, ...string[]], doc: string): Setting<Value> {
  const { deviation: _saidAtTheBase, ...rest } = base;
  return { ...rest, env: names(env), doc, inherits: base, defaultDoc: `the value of ${base.env[0]}` };
}

/**
 * A check: the value may not be larger than that of another row; a larger one is cut to it.
 * @param whenUnset what holds when the other row is not set
 */
export function atMost(other: Setting<number | undefined>, whenUnset = Infinity): (value: number, read: ReadOther) => Correction<number> | undefined {
  return (value, read) => {
    const largest = read(other) ?? whenUnset;
    return value > largest ? { reason: `is more than ${other.env[0]} (${largest})`, use: largest } : undefined;
  };
}
