/**
 * Reads JSON text from front to back, one value at a time, so that what nobody asks for is not kept, numbers keep all their digits,
 * and the place of a mistake is known. `JSON.parse` makes 40 bytes of each bracket and rounds the times of spans.
 */
import { isUtf8 } from 'node:buffer';
import { OtlpDecodeError } from './decode-limits.js';

export type JsonKind = 'an object' | 'an array' | 'a string' | 'a number' | 'a boolean' | 'null' | 'nothing';

const codes = { tab: 0x09, newline: 0x0a, return: 0x0d, space: 0x20, quote: 0x22, comma: 0x2c, colon: 0x3a, backslash: 0x5c } as const;
const brackets = { arrayStart: 0x5b, arrayEnd: 0x5d, objectStart: 0x7b, objectEnd: 0x7d } as const;
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const shownLength = 60;

export class JsonReader {
  readonly #buffer: Buffer;
  readonly #maxNesting: number;
  #position = 0;

  /** @throws {OtlpDecodeError} not UTF-8 */
  constructor(bytes: Uint8Array, maxNesting: number) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#maxNesting = maxNesting;
    if (!isUtf8(bytes)) throw new OtlpDecodeError('not JSON: not valid UTF-8');
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (hasByteOrderMark) this.#position = 3;
  }

  get position(): number {
    return this.#position;
  }

  /** What the next value is, judged by its first character. */
  kind(): JsonKind {
    const code = this.#skipSpace();
    if (code === codes.quote) return 'a string';
    if (code === brackets.objectStart) return 'an object';
    if (code === brackets.arrayStart) return 'an array';
    if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return 'a number';
    if (code === 0x74 || code === 0x66) return 'a boolean';
    return code === 0x6e ? 'null' : 'nothing';
  }

  /** Reads an object; `visit` must read or skip the value of each member. */
  members(visit: (name: string) => void): void {
    this.#punctuation(brackets.objectStart);
    if (this.#took(brackets.objectEnd)) return;
    do {
      this.#skipSpace();
      const name = this.string();
      this.#punctuation(codes.colon);
      visit(name);
    } while (this.#took(codes.comma));
    this.#punctuation(brackets.objectEnd);
  }

  /** Reads an array; `visit` must read or skip each element. */
  elements(visit: () => void): void {
    this.#punctuation(brackets.arrayStart);
    if (this.#took(brackets.arrayEnd)) return;
    do visit();
    while (this.#took(codes.comma));
    this.#punctuation(brackets.arrayEnd);
  }

  /** Half of a surrogate pair becomes U+FFFD, as in every other encoding. */
  string(): string {
    this.#skipSpace();
    const start = this.#position;
    this.#expect(codes.quote);
    const buffer = this.#buffer;
    let isPlain = true;
    let isAscii = true;
    let index = this.#position;
    for (; ; index++) {
      const code = buffer[index];
      if (code === codes.quote) break;
      if (code === undefined || code < codes.space) return this.#unexpected(index);
      if (code === codes.backslash) {
        isPlain = false;
        index++;
      } else if (code > 0x7f) isAscii = false;
    }
    this.#position = index + 1;
    if (isPlain) return buffer.toString(isAscii ? 'latin1' : 'utf8', start + 1, index);
    return this.#unescape(start, index + 1);
  }

  /** The text of a number as it was sent. */
  number(): string {
    this.#skipSpace();
    const start = this.#position;
    const end = this.#endOfWord(start);
    const text = this.#buffer.toString('latin1', start, end);
    if (!numberPattern.test(text)) return this.#unexpected(start);
    this.#position = end;
    return text;
  }

  boolean(): boolean {
    const isTrue = this.#skipSpace() === 0x74;
    this.#word(isTrue ? 'true' : 'false');
    return isTrue;
  }

  null(): void {
    this.#skipSpace();
    this.#word('null');
  }

  /** Passes over a value of any kind, which must be JSON all the same. */
  skip(nesting = 1): void {
    if (nesting > this.#maxNesting) throw new OtlpDecodeError(`unknown field: nested deeper than ${this.#maxNesting} values (at byte ${this.#position})`);
    switch (this.kind()) {
      case 'an object':
        return this.members(() => this.skip(nesting + 1));
      case 'an array':
        return this.elements(() => this.skip(nesting + 1));
      case 'a string':
        return void this.string();
      case 'a number':
        return void this.number();
      case 'a boolean':
        return void this.boolean();
      case 'null':
        return this.null();
      case 'nothing':
        return this.#unexpected(this.#position);
    }
  }

  /** To be called after the value that the text consists of. */
  end(): void {
    this.#skipSpace();
    if (this.#position < this.#buffer.length) this.#unexpected(this.#position);
  }

  /** Rejects the value that `read` gives undefined for. */
  readAs(place: string, expected: string, read: () => unknown): unknown {
    const start = this.#position;
    const value = read();
    if (value !== undefined) return value;
    this.#position = start;
    return this.fail(place, expected);
  }

  /** Rejects the next value, which is JSON but not what belongs there. */
  fail(place: string, expected: string): never {
    const kind = this.kind();
    if (kind === 'nothing') this.#unexpected(this.#position);
    const isShown = kind === 'a string' || kind === 'a number' || kind === 'a boolean';
    const start = this.#position;
    if (isShown) this.skip();
    const shown = isShown ? this.#buffer.toString('utf8', start, Math.min(this.#position, start + shownLength)) : kind;
    throw new OtlpDecodeError(`${place}: expected ${expected}, got ${shown} (at byte ${start})`);
  }

  #skipSpace(): number {
    for (; ; this.#position++) {
      const code = this.#buffer[this.#position];
      if (code === undefined) return -1;
      if (code !== codes.space && code !== codes.newline && code !== codes.return && code !== codes.tab) return code;
    }
  }

  #took(code: number): boolean {
    if (this.#skipSpace() !== code) return false;
    this.#position++;
    return true;
  }

  #punctuation(code: number): void {
    this.#skipSpace();
    this.#expect(code);
  }

  #expect(code: number): void {
    if (this.#buffer[this.#position] !== code) this.#unexpected(this.#position);
    this.#position++;
  }

  #word(word: string): void {
    const start = this.#position;
    const end = this.#endOfWord(start);
    if (end - start !== word.length || this.#buffer.toString('latin1', start, end) !== word) this.#unexpected(start);
    this.#position = end;
  }

  /** A word is what stands up to white space, a comma, a colon or a bracket. */
  #endOfWord(start: number): number {
    let end = start;
    for (; ; end++) {
      const code = this.#buffer[end];
      if (code === undefined || code <= codes.space || code === codes.comma || code === codes.colon) return end;
      if (code === brackets.arrayEnd || code === brackets.objectEnd || code === codes.quote) return end;
    }
  }

  #unescape(start: number, end: number): string {
    const quoted = this.#buffer.toString('utf8', start, end);
    try {
      const text: string = JSON.parse(quoted);
      return quoted.includes('\\u') ? Buffer.from(text).toString() : text;
    } catch {
      return this.#unexpected(start);
    }
  }

  #unexpected(index: number): never {
    const found = index < this.#buffer.length ? JSON.stringify(this.#buffer.toString('latin1', index, index + 1)) : 'the end';
    throw new OtlpDecodeError(`not JSON: unexpected ${found} at byte ${index}`);
  }
}
