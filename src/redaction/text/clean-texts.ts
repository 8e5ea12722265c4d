/** Remembers short texts in which nothing was found: most attributes of spans have one of a few values. */
import { standingAlone } from '../keys/remembering.js';

const maxLength = 128;
const places = 512;

/** Each text has one place, where the next one of the same kind takes over: it never grows, and nothing has to be cleared. */
export class CleanTexts {
  readonly #texts = Array<string>(places).fill('');
  /** Of the text that came last; one that comes a second time is worth keeping. */
  readonly #hashes = new Int32Array(places);

  /** The ids of a request come several times in a row. */
  #kept = '';

  has(text: string): boolean {
    return text === this.#kept || (text.length <= maxLength && this.#texts[placeOf(hashOf(text))] === text);
  }

  add(text: string): void {
    if (text.length > maxLength) return;
    const hash = hashOf(text);
    const place = placeOf(hash);
    if (this.#hashes[place] === hash) this.#texts[place] = standingAlone(text);
    else this.#hashes[place] = hash;
  }

  /** At its first sight. @param text stands alone: no part of a longer one */
  keep(text: string): void {
    if (text.length > maxLength) return;
    this.#texts[placeOf(hashOf(text))] = text;
    this.#kept = text;
  }
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 9)) & (places - 1);
}

/** Of a text of more than 31 characters every second one counts, and so on; the last always does. */
function hashOf(text: string): number {
  const step = (text.length >> 5) + 1;
  let hash = text.length;
  for (let index = text.length - 1; index >= 0; index -= step) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash;
}
