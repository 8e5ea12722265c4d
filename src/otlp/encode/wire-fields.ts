/** Walks over the fields of one protobuf message without knowing what they mean. */

export const lengthDelimited = 2;

export class MalformedError extends Error {}

/** The field it stands on; before the first `next()`, none. */
export class WireFields {
  readonly #body: Uint8Array;
  readonly #messageEnd: number;
  number = 0;
  wireType = 0;
  /** Of its tag. */
  start = 0;
  /** Behind its tag and its length. */
  contentStart = 0;
  end: number;

  constructor(body: Uint8Array, start: number, end: number) {
    this.#body = body;
    this.#messageEnd = end;
    this.end = start;
  }

  /**
   * Goes to the next field; false when there is none.
   * @throws {MalformedError}
   */
  next(): boolean {
    if (this.end === this.#messageEnd) return false;
    this.start = this.contentStart = this.end;
    const tag = this.#readVarint();
    this.number = Math.floor(tag / 8);
    this.wireType = tag % 8;
    if (this.number === 0) throw new MalformedError('a field number of 0');
    const contentLength = this.#contentLength();
    this.end = this.contentStart + contentLength;
    if (this.end > this.#messageEnd) throw new MalformedError('a field that ends behind its message');
    return true;
  }

  #contentLength(): number {
    switch (this.wireType) {
      case 0:
        this.#readVarint();
        return 0;
      case 1:
        return 8;
      case lengthDelimited:
        return this.#readVarint();
      case 5:
        return 4;
      default:
        throw new MalformedError(`the wire type ${this.wireType}`);
    }
  }

  /** Beyond 2^53 it is not exact, and as a length too large anyway. */
  #readVarint(): number {
    let value = 0;
    let factor = 1;
    for (let byteCount = 0; byteCount < 10 && this.contentStart < this.#messageEnd; byteCount++) {
      const byte = this.#body[this.contentStart++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new MalformedError('a number that does not end');
  }
}
