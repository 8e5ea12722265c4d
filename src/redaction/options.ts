/** What a redactor is built from: the settings `OTEL_DISTRO_REDACT*` in checked form. */
import type { RedactionMode, RedactionPreset, RuleMode } from '../settings/redaction-choices.js';
import type { RuleName } from './rules.js';

export interface RedactionOptions {
  readonly mode: RedactionMode;
  /** Names of more keys to hide: compared as whole words, in any case and spelling; with `*` (any text) or `?` (one character), with the whole key. */
  readonly keys: readonly string[];
  /** Names of keys that may leave although a rule goes by their name; in `strict` what may leave as well. */
  readonly allowKeys: readonly string[];
  /** Regular expressions of more to hide in texts, plain or as `/pattern/flags`. */
  readonly patterns: readonly string[];
  readonly presets: readonly RedactionPreset[];
  /** What a rule does instead of `replace`. */
  readonly rules: Readonly<Partial<Record<RuleName, RuleMode>>>;
  /** The key of the HMAC of `hash`; undefined = a random one for each thread. */
  readonly hashKey: string | undefined;
  /** The query parameters of signed URLs, case-sensitive; undefined = those of the semantic conventions. */
  readonly sensitiveQueryParameters: readonly string[] | undefined;
}

export const defaultRedactionOptions: RedactionOptions = {
  mode: 'default',
  keys: [],
  allowKeys: [],
  patterns: [],
  presets: [],
  rules: {},
  hashKey: undefined,
  sensitiveQueryParameters: undefined,
};
