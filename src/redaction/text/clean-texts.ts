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

function placeOf(text: string): number {
  const last = text.length - 1;
  const quarter = last >> 2;
  const within = text.charCodeAt(quarter) * 59 + text.charCodeAt(last >> 1) * 13 + text.charCodeAt(last - quarter) * 101;
  return (text.length * 31 + text.charCodeAt(0) * 7 + within + text.charCodeAt(last)) & (places - 1);
}
