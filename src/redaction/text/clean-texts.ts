/** Remembers short texts in which nothing was found: most attributes of spans have one of a few values. */

const maxLength = 128;
const places = 512;

/** Each text has one place, where the next one of the same kind takes over: it never grows, and nothing has to be cleared. */
export class CleanTexts {
  readonly #texts = Array<string>(places).fill('');

  has(text: string): boolean {
    return text.length <= maxLength && this.#texts[placeOf(text)] === text;
  }

  add(text: string): void {
    if (text.length <= maxLength) this.#texts[placeOf(text)] = text;
  }
}

/** Of a text of more than 31 characters every second one counts, and so on; the last always does. */
function placeOf(text: string): number {
  const step = (text.length >> 5) + 1;
  let hash = text.length;
  for (let index = text.length - 1; index >= 0; index -= step) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return (hash ^ (hash >>> 9)) & (places - 1);
}
