/** Makes the settings from an environment: frozen values, where each came from, and what was wrong; it never throws, logs or writes. */
import { readFileSync } from 'node:fs';
import type { ProblemCode } from '../diagnostics/problems.js';
import type { Environment } from './environment.js';
import type { Complaint, ReadTextFile } from './kind.js';
import { nearestName } from './nearest-name.js';
import type { Setting } from './setting.js';
import { settingGroups, settingRows, type SettingsTable } from './table.js';

type ValueOf<Row> = Row extends Setting<infer Value> ? Value : never;

/** The value of every row, by group and key. */
export type Settings = {
  readonly [Group in keyof SettingsTable]: {
    readonly [Key in keyof SettingsTable[Group]]: ValueOf<SettingsTable[Group][Key]>;
  };
};

/** The variable that each value came from; undefined for a default. */
export type SettingOrigins = {
  readonly [Group in keyof SettingsTable]: { readonly [Key in keyof SettingsTable[Group]]: string | undefined };
};

export interface SettingProblem {
  readonly code: Extract<ProblemCode, 'setting-invalid' | 'setting-unknown' | 'setting-unsupported'>;
  readonly variable: string;
  /** For `reportProblem`: the variable, its value unless secret, what is allowed, what is used instead. */
  readonly detail: string;
}

export interface SettingsReading {
  readonly values: Settings;
  readonly origins: SettingOrigins;
  readonly problems: readonly SettingProblem[];
}

interface RowReading<Value> {
  readonly value: Value;
  readonly origin: string | undefined;
  readonly problems: readonly SettingProblem[];
}

const ourPrefix = 'OTEL_DISTRO_';
const knownNames = new Set(settingRows.flatMap(({ setting }) => setting.env));
const longestShown = 120;

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** @param readTextFile for the settings that may name a file */
export function readSettings(environment: Environment, readTextFile: ReadTextFile = readText): SettingsReading {
  const texts = readTexts(environment);
  const values: Record<string, Record<string, unknown>> = {};
  const origins: Record<string, Record<string, string | undefined>> = {};
  const problems: SettingProblem[] = [];
  for (const [group, rows] of settingGroups) {
    const groupValues: Record<string, unknown> = {};
    const groupOrigins: Record<string, string | undefined> = {};
    for (const { key, setting } of rows) {
      const reading = readRow(setting, texts, readTextFile);
      groupValues[key] = deepFreeze(reading.value);
      groupOrigins[key] = reading.origin;
      problems.push(...reading.problems);
    }
    values[group] = Object.freeze(groupValues);
    origins[group] = Object.freeze(groupOrigins);
  }
  problems.push(...unknownNames(environment));
  // the loops above went through exactly the groups and rows that the types are made from
  return Object.freeze({
    values: Object.freeze(values) as Settings,
    origins: Object.freeze(origins) as SettingOrigins,
    problems: Object.freeze(problems),
  });
}

/** What is set, without secrets: for the start line and for `doctor`. */
export function describeSettings(environment: Environment): readonly { readonly variable: string; readonly value: string }[] {
  const texts = readTexts(environment);
  return settingRows.flatMap(({ setting }) =>
    setting.env.flatMap((variable) => {
      const text = texts.get(variable);
      return text === undefined ? [] : [{ variable, value: showText(setting, text) }];
    }),
  );
}

/** A value in the words of a message; used for defaults in the reference page as well. */
export function showValue(setting: Setting<unknown>, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (setting.secret) return '(not shown)';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.join(',');
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0 ? 'nothing' : (setting.kind.showValue?.(value) ?? Object.keys(value).join(','));
  }
  return typeof value === 'string' ? showText(setting, value) : String(value);
}

function showText(setting: Setting<unknown>, text: string): string {
  if (setting.secret) return '(not shown)';
  const shown = setting.kind.show?.(text) ?? text;
  return shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown;
}

/** The texts that are set, trimmed, by variable. */
type Texts = ReadonlyMap<string, string>;

/** Goes by the names that are there: asking `process.env` for every name that could be is four times as slow. */
function readTexts(environment: Environment): Texts {
  const texts = new Map<string, string>();
  for (const name of Object.keys(environment)) {
    const text = knownNames.has(name) ? environment[name]?.trim() : undefined;
    if (text) texts.set(name, text);
  }
  return texts;
}

function readRow<Value>(setting: Setting<Value>, texts: Texts, readTextFile: ReadTextFile): RowReading<Value> {
  const found: { readonly variable: string; readonly text: string; readonly complaint: Complaint }[] = [];
  let value: Value | undefined;
  let origin: string | undefined;
  let ownText = '';
  for (const variable of setting.env) {
    const text = texts.get(variable);
    if (text === undefined) continue;
    const parsed = setting.kind.parse(text, readTextFile);
    for (const complaint of parsed.complaints) found.push({ variable, text, complaint });
    if (parsed.value === undefined) continue;
    value = parsed.value;
    origin = variable;
    ownText = text;
    break;
  }
  const fallback = origin === undefined ? readFallback(setting, texts, readTextFile) : undefined;
  let used = fallback === undefined ? (value as Value) : fallback.value;
  const correction = setting.check?.(used, (other) => readRow(other, texts, readTextFile).value);
  if (correction !== undefined) {
    used = correction.use;
    // a default that does not fit is nobody's mistake
    if (origin !== undefined) found.push({ variable: origin, text: ownText, complaint: { code: 'setting-invalid', reason: correction.reason } });
  }
  return {
    value: used,
    origin: origin ?? fallback?.origin,
    problems: found.map(({ variable, text, complaint }) => ({
      code: complaint.code,
      variable,
      detail: `${variable}=${JSON.stringify(showText(setting, text))} ${complaint.reason}; allowed: ${setting.kind.allowed}; using ${usedInstead(setting, used, origin ?? fallback?.origin, variable)}.`,
    })),
  };
}

function readFallback<Value>(setting: Setting<Value>, texts: Texts, readTextFile: ReadTextFile): RowReading<Value> {
  return setting.inherits === undefined
    ? { value: setting.default, origin: undefined, problems: [] }
    : readRow(setting.inherits, texts, readTextFile);
}

function usedInstead(setting: Setting<unknown>, value: unknown, origin: string | undefined, variable: string): string {
  if (origin === undefined || value === undefined) return `the default, ${setting.defaultDoc ?? showValue(setting, value)}`;
  if (origin !== variable) return `${showValue(setting, value)} of ${origin}`;
  return setting.secret ? 'the rest' : showValue(setting, value);
}

function unknownNames(environment: Environment): SettingProblem[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(ourPrefix) && !knownNames.has(name))
    .map((variable) => {
      const ours = [...knownNames].filter((name) => name.startsWith(ourPrefix)).map((name) => name.slice(ourPrefix.length));
      const nearest = nearestName(variable.slice(ourPrefix.length), ours);
      return {
        code: 'setting-unknown',
        variable,
        detail: nearest === undefined ? `${variable} is not known.` : `${variable} is not known; did you mean ${ourPrefix}${nearest}?`,
      };
    });
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
