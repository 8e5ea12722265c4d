/** The kind of setting that holds texts of which any character counts: one in a line, here or in a file. */
import { absolutePath, accepted, type Kind } from '../kind.js';

export const fileScheme = 'file:';

/** A regular expression may hold commas, blanks and quotes; a line end it writes as `\n`. So nothing in it needs to be escaped. */
export const linesOrFile: Kind<readonly string[]> = {
  name: 'lines',
  allowed: 'one text in a line, or file: and the path of a file with them, where lines that begin with # are comments',
  samples: () => ({
    valid: [
      [String.raw`EMP-\d{6}`, [String.raw`EMP-\d{6}`]],
      ['/a, b/i\n\n  c{1,3}\r\n#d', ['/a, b/i', '', 'c{1,3}', '#d']],
      // whoever uses the lines says what is wrong, and what follows
      ['file:/no/such/file', ['file:/no/such/file (ENOENT)']],
    ],
    invalid: [],
  }),
  parse: (text, readTextFile) => accepted(text.startsWith(fileScheme) ? linesOfFile(text, readTextFile) : linesOf(text)),
  // it may quote what must not be seen
  show: (text) => (text.startsWith(fileScheme) ? text : '…'),
};

/** Lines that begin with `#` are comments; like blank ones they become empty, so that the others keep their numbers. */
function linesOfFile(text: string, readTextFile: (path: string) => string): string[] {
  try {
    return linesOf(readTextFile(absolutePath(text.slice(fileScheme.length).trim()))).map((line) => (line.startsWith('#') ? '' : line));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no text';
    return [`${text} (${code})`];
  }
}

function linesOf(text: string): string[] {
  return text.trimEnd().split(/\r?\n/).map((line) => line.trim());
}
