/** Where a URL ends whose password holds quotes or angle brackets: what stands in front of the URL tells which of them is its own. */

const closings: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '<': '>' };
/** What a text goes on with behind a quote that closes. */
const behindClosing = /[\s,;:)}\]>+=&|/\\]/;
const quote = /["'`]/;
const beforeScheme = /[\w+.:-]/;
const longestScheme = 40;

/** @param from where the first quote or bracket stands */
export function endOfQuotedUrl(text: string, schemeEnd: number, from: number): number {
  let start = schemeEnd;
  while (start > Math.max(0, schemeEnd - longestScheme) && beforeScheme.test(text[start - 1]!)) start--;
  const opening = text[start - 1] ?? '';
  const closing = closings[opening];
  const isEscaped = text[start - 2] === '\\';
  let index = from;
  for (; index < text.length; index++) {
    const character = text[index]!;
    if (character <= ' ' || character === '\u00a0') break;
    if (character === ':' && (text.startsWith('//', index + 1) || text.startsWith('\\/\\/', index + 1))) break;
    if (character === ']' && text[index + 1] === '(') break;
    if (character === '\\' && !isEscaped && text[index + 1] === closing) index++;
    else if (character === closing || (closing === undefined && '"\'`<>'.includes(character))) {
      const next = text[index + 1] ?? ' ';
      if (behindClosing.test(next) || (closing !== undefined && quote.test(next))) break;
    }
  }
  return index;
}
