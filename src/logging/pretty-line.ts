/** A line for a reader: time, level, logger, event, fields, ids; the stack of an error below it. */
import { createPalette, type Palette } from '../support/palette.js';
import type { LogLevel } from './logger.js';
import type { Line } from './line.js';

const stackField = 'exception.stacktrace';
const shownFirst: ReadonlySet<string> = new Set(['timestamp', 'level', 'message', 'logger']);
/** The stack says it too. */
const ofException = /^exception\.(?:type|message|stacktrace)$/;
const ids = /^(?:trace_id|span_id|request_id|correlation_id|flow_id)$/;
/** Needs no quotes, and does nothing to the terminal. */
const plain = /^[^\s"'=\p{Cc}\p{Cf}]+$/u;

export function createPrettyFormat(color: boolean): (line: Line) => string {
  const palette = createPalette(color);
  const levels = levelTexts(palette);
  return (line) => {
    const parts = [palette.dim(line.timestamp), levels[line.level], palette.cyan(text(line.logger)), palette.bold(words(line.message))];
    const stack = line[stackField];
    const fields: string[] = [];
    const last: string[] = [];
    for (const name of Object.keys(line)) {
      if (shownFirst.has(name) || (typeof stack === 'string' && ofException.test(name))) continue;
      (ids.test(name) ? last : fields).push(ids.test(name) ? palette.dim(`${name}=${text(line[name])}`) : `${palette.dim(`${text(name)}=`)}${text(line[name])}`);
    }
    const below = typeof stack === 'string' ? stack.split(/\r?\n/).map((row) => `\n    ${palette.red(harmless(row))}`).join('') : '';
    return [...parts, ...fields, ...last].join(' ') + below;
  };
}

function levelTexts({ red, yellow, green, dim, magenta }: Palette): Readonly<Record<LogLevel, string>> {
  return { fatal: magenta('FATAL'), error: red('ERROR'), warn: yellow('WARN '), info: green('INFO '), debug: dim('DEBUG') };
}

function text(value: unknown): string {
  if (typeof value === 'string') return plain.test(value) ? value : harmless(JSON.stringify(value));
  return harmless(JSON.stringify(value) ?? String(value));
}

/** The event stands without quotes, also where it is a sentence. */
function words(message: string): string {
  return harmless(message.replaceAll(/\s+/g, ' '));
}

/** Control characters and those that turn the direction of a text would change what the terminal shows of other lines. */
function harmless(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
