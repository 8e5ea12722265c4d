/** What a kind of setting is: the parser of its texts, and what the parsers share. */
import { resolve } from 'node:path';

export type ReadTextFile = (path: string) => string;

/** What is wrong with a text. The reason quotes no part of a text that may be secret. */
export interface Complaint {
  readonly code: 'setting-invalid' | 'setting-unsupported';
  readonly reason: string;
}

/** No value means that the text is treated as if it were not set. A value may come with complaints about the rest. */
export interface Parsed<Value> {
  readonly value?: Value;
  readonly complaints: readonly Complaint[];
}

export interface Kind<Value> {
  readonly name: string;
  /** The accepted values, as they stand in the reference page and in problems. */
  readonly allowed: string;
  /** Texts for the tests; made when asked for, because an app never asks. */
  samples(): {
    readonly valid: readonly (readonly [text: string, value: Value])[];
    readonly invalid: readonly string[];
  };
  /** @param text trimmed and not empty */
  parse(text: string, readTextFile: ReadTextFile): Parsed<Value>;
  /** The text without what may be secret in it; the whole text where this is left out. */
  show?(text: string): string;
  /** A value that is no text or list, when nothing in it is secret; only its names where this is left out. */
  showValue?(value: Value): string;
}

export function accepted<Value>(value: Value): Parsed<Value> {
  return { value, complaints: [] };
}

export function refused(reason: string): { readonly complaints: readonly Complaint[] } {
  return { complaints: [{ code: 'setting-invalid', reason }] };
}

/** The trimmed members of a comma-separated list, blank ones left out. */
export function listMembers(text: string): string[] {
  return text.split(',').map((member) => member.trim()).filter((member) => member !== '');
}

/** The path from the working directory; as it is when the process has lost its working directory. */
export function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path;
  }
}
