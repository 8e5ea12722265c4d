/** The kind of setting that holds texts of which any character counts: one in a line, here or in a file. */
import { absolutePath, accepted, type Kind } from '../kind.js';

export const fileScheme = 'file:';

/** A regular expression may hold commas, blanks and quotes; a line end it writes as `\n`. So nothing in it needs to be escaped. */
export const linesOrFile: Kind<readonly string[]> = {
  name: 'lines',
  allowed: 'one text in a line, or file: and the path of a file with them',
  samples: () => ({
    valid: [
      [String.raw`EMP-\d{6}`, [String.raw`EMP-\d{6}`]],
      ['/a, b/i\n\n  c{1,3}\r\n', ['/a, b/i', 'c{1,3}']],
      // whoever uses the lines says what is wrong, and what follows
      ['file:/no/such/file', ['file:/no/such/file']],
    ],
    invalid: [],
  }),
  parse: (text, readTextFile) => accepted(linesOf(text.startsWith(fileScheme) ? fileText(text, readTextFile) : text)),
  // it may quote what must not be seen
  show: (text) => (text.startsWith(fileScheme) ? text : '…'),
};

function fileText(text: string, readTextFile: (path: string) => string): string {
  try {
    return readTextFile(absolutePath(text.slice(fileScheme.length).trim()));
  } catch {
    return text;
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
}
