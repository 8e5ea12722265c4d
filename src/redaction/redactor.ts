/** The one object that every exit asks what may leave, and the one that the process shares. */
import type { Attributes } from '@opentelemetry/api';
import { reportProblem } from '../diagnostics/log.js';
import type { Surface } from './exits/exits.js';
import { defaultRedactionOptions, type RedactionOptions } from './options.js';
import { readProcessOptions } from './process-options.js';
import { RedactionCounts } from './redaction-counts.js';
import { WalkingRedactor } from './walking-redactor.js';

/**
 * Synchronous; nothing it does throws, and what cannot be read is replaced. The app's objects are never changed. What it gives depends on the value,
 * the settings it was made with and the callbacks of the app; it counts what it hides.
 */
export interface Redactor {
  /** What was hidden so far. */
  readonly counts: RedactionCounts;
  /** Returns `value` itself when nothing in it is hidden, else a copy with markers. `key` is the name under which it leaves. */
  redactValue(key: string | undefined, value: unknown, surface: Surface): unknown;
  /** The same for a record of attributes; always gives a record. */
  redactAttributes(attributes: Attributes, surface: Surface): Attributes;
  /** Whether nothing in these attributes would be hidden, whatever others stand beside them, callbacks left aside; counts nothing. */
  leavesAlone(attributes: Attributes): boolean;
  /** The same for a text without a key. */
  redactText(text: string, surface: Surface): string;
  /**
   * The same for what the code calls its instruments and scopes: without the patterns and callbacks of the user, because without their names
   * metrics are lost. Anything may come in the place of a name; what is no text keeps its type.
   */
  redactName<Name>(name: Name, surface: Surface): Name;
  /**
   * Says that a text is known to be no secret under this name: its characters are not read as long as it is remembered. Key rules and callbacks apply.
   * @param text stands alone: no part of a longer one
   */
  trustText(key: string, text: string): void;
  /** Copies the maps and lists in `value`, as deep as they are looked at, before they are: the app may go on with its own until they leave. */
  ownCopy(value: unknown, surface: Surface): unknown;
}

/** Hides nothing. */
const openRedactor: Redactor = {
  counts: new RedactionCounts(),
  redactValue: (_key, value) => value,
  redactAttributes: (attributes) => attributes,
  leavesAlone: () => true,
  redactText: (text) => text,
  redactName: (name) => name,
  trustText: () => undefined,
  ownCopy: (value) => value,
};

export function createRedactor(options: Partial<RedactionOptions> = {}): Redactor {
  const complete = { ...defaultRedactionOptions, ...options };
  return complete.mode === 'off' ? openRedactor : new WalkingRedactor(complete);
}

let current: Redactor | undefined;
let builtIn: Redactor | undefined;

/** What the exits and the public `redact` share: that of the distro once it has started, where it does not start that of the environment. */
export function currentRedactor(): Redactor {
  if (current !== undefined) return current;
  const { options, problems } = readProcessOptions();
  current = createRedactor(options);
  for (const { code, detail } of problems) reportProblem(code, detail);
  return current;
}

/** The current one if there is one, else that of the built-in rules: what the distro says before it starts may be that the settings are wrong. */
export function redactorOfDiagnostics(): Redactor {
  return current ?? (builtIn ??= createRedactor());
}

export function useRedactor(redactor: Redactor): void {
  current = redactor;
}
