/** A growing array of bytes that is written field by field in the wire format of protobuf; a tag is one byte unless told otherwise. */

const initialBytes = 64 * 1024;
/** No record needs more; one that refers to itself many times over ends here. */
const mostBytes = 128 * 1024 * 1024;
/** Up to here a loop over the characters is faster than the call that encodes them. */
const shortTextLength = 20;
const longestVarint = 10;
/** Nearly all records have 128 to 16,383 bytes. */
const recordLengthWidth = 2;
const twoTo32 = 4_294_967_296;

const double = new Uint8Array(8);
const doubleView = new DataView(double.buffer);

/** What a hex digit stands for, by its character code; what is no hex digit gives the bits that upstream gives it. */
const nibbles = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : code - 0x37;
});

export class ByteWriter {
  /** Replaced when it is too small; may be replaced from outside between two records. */
  bytes: Buffer;
  length = 0;
  /** While true, the bytes at the end are a part of a record: they must not be taken, nor another record begun. */
  isOpen = false;

  constructor(bytes: Buffer = Buffer.allocUnsafeSlow(initialBytes)) {
    this.bytes = bytes;
  }

  /**
   * What `write` writes, or, when it throws, nothing.
   * @throws what `write` throws; {TypeError} a record is being written: one of its getters makes another record
   */
  record<Item>(tag: number, write: (writer: ByteWriter, item: Item) => void, item: Item): void {
    if (this.isOpen) throw new TypeError('a record is made while another one is encoded');
    const { length } = this;
    this.isOpen = true;
    try {
      const start = this.startMessage(tag, recordLengthWidth);
      write(this, item);
      this.finishMessage(start, recordLengthWidth);
    } catch (error) {
      this.length = length;
      throw error;
    } finally {
      this.isOpen = false;
    }
  }

  /** Whole numbers from -2^63 to 2^63; a negative one takes ten bytes. */
  varintField(tag: number, value: number): void {
    this.#reserve(1 + longestVarint);
    this.bytes[this.length++] = tag;
    this.#varint(value);
  }

  /** @param tag of one or two bytes */
  fixed32Field(tag: number, value: number): void {
    this.#reserve(6);
    this.#varint(tag);
    this.#fixed32(value);
  }

  fixed64Field(tag: number, low: number, high: number): void {
    this.#reserve(9);
    this.bytes[this.length++] = tag;
    this.#fixed32(low);
    this.#fixed32(high);
  }

  doubleField(tag: number, value: number): void {
    doubleView.setFloat64(0, value, true);
    this.rawField(tag, double);
  }

  bytesField(tag: number, source: Uint8Array): void {
    this.varintField(tag, source.length);
    this.raw(source);
  }

  /** @param source begins with its length where the field has one */
  rawField(tag: number, source: Uint8Array): void {
    this.#reserve(1 + source.length);
    this.bytes[this.length++] = tag;
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  raw(source: Uint8Array): void {
    this.#reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** The bytes of an id that is given in hex digits. */
  idField(tag: number, hex: string): void {
    const byteCount = (hex.length / 2) | 0;
    this.varintField(tag, byteCount);
    this.#reserve(byteCount);
    const bytes = this.bytes;
    let position = this.length;
    for (let index = 0; index < byteCount * 2; index += 2) {
      bytes[position++] = ((nibbles[hex.charCodeAt(index) & 255] as number) << 4) | (nibbles[hex.charCodeAt(index + 1) & 255] as number);
    }
    this.length = position;
  }

  /** The bytes of an id that is given as numbers of 32 bits. */
  wordsField(tag: number, word0: number, word1: number, word2?: number, word3?: number): void {
    this.#reserve(18);
    const bytes = this.bytes;
    let position = this.length;
    bytes[position++] = tag;
    bytes[position++] = word2 === undefined ? 8 : 16;
    position = writeWord(bytes, position, word0);
    position = writeWord(bytes, position, word1);
    if (word2 !== undefined) position = writeWord(bytes, position, word2);
    if (word3 !== undefined) position = writeWord(bytes, position, word3);
    this.length = position;
  }

  /** UTF-8; a lone surrogate becomes U+FFFD. */
  textField(tag: number, text: string): void {
    const { length } = text;
    if (!(length <= shortTextLength)) return this.#anyTextField(tag, text);
    this.#reserve(2 + length);
    const bytes = this.bytes;
    let position = this.length;
    bytes[position++] = tag;
    bytes[position++] = length;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return this.#anyTextField(tag, text);
      bytes[position++] = code;
    }
    this.length = position;
  }

  /** At run time a text may be anything; what has no length is an empty text to upstream. */
  #anyTextField(tag: number, text: unknown): void {
    if (typeof text !== 'string') {
      if ((text as { length?: unknown }).length) throw new TypeError('a text is expected');
      return this.varintField(tag, 0);
    }
    const width = varintWidth(text.length);
    const start = this.startMessage(tag, width);
    this.#reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
    this.finishMessage(start, width);
  }

  /**
   * Begins a message whose length is not known yet: pass what this returns to `finishMessage`.
   * @param lengthWidth the bytes that its length is expected to take; the message is moved when it takes others
   */
  startMessage(tag: number, lengthWidth: number): number {
    this.#reserve(1 + lengthWidth);
    this.bytes[this.length++] = tag;
    const start = this.length;
    this.length = start + lengthWidth;
    return start;
  }

  finishMessage(start: number, lengthWidth: number): void {
    let byteCount = this.length - start - lengthWidth;
    const width = varintWidth(byteCount);
    if (width !== lengthWidth) {
      this.#reserve(width);
      this.bytes.copyWithin(start + width, start + lengthWidth, this.length);
      this.length += width - lengthWidth;
    }
    const bytes = this.bytes;
    let position = start;
    while (byteCount > 127) {
      bytes[position++] = (byteCount & 127) | 128;
      byteCount >>>= 7;
    }
    bytes[position] = byteCount;
  }

  /** @throws {RangeError} the record is too large */
  #reserve(byteCount: number): void {
    if (this.length + byteCount > this.bytes.length) this.#grow(this.length + byteCount);
  }

  #grow(byteCount: number): void {
    if (byteCount > mostBytes) throw new RangeError(`a record of more than ${mostBytes} bytes`);
    const larger = Buffer.allocUnsafeSlow(Math.max(byteCount, Math.min(this.bytes.length * 2, mostBytes)));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  #varint(value: number): void {
    if (value >= 0 && value < 128) {
      this.bytes[this.length++] = value;
      return;
    }
    const size = Math.abs(value);
    let low = size >>> 0;
    let high = (size / twoTo32) >>> 0;
    if (value < 0) {
      low = -low >>> 0;
      high = (~high + (low === 0 ? 1 : 0)) >>> 0;
    }
    const bytes = this.bytes;
    let position = this.length;
    while (high > 0 || low > 127) {
      bytes[position++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    bytes[position++] = low;
    this.length = position;
  }

  #fixed32(value: number): void {
    const bytes = this.bytes;
    const position = this.length;
    bytes[position] = value;
    bytes[position + 1] = value >>> 8;
    bytes[position + 2] = value >>> 16;
    bytes[position + 3] = value >>> 24;
    this.length = position + 4;
  }
}

function writeWord(bytes: Buffer, position: number, word: number): number {
  bytes[position] = word >>> 24;
  bytes[position + 1] = word >>> 16;
  bytes[position + 2] = word >>> 8;
  bytes[position + 3] = word;
  return position + 4;
}

/** How many bytes a length takes. */
export function varintWidth(byteCount: number): number {
  if (byteCount < 0x80) return 1;
  if (byteCount < 0x4000) return 2;
  if (byteCount < 0x20_0000) return 3;
  return byteCount < 0x1000_0000 ? 4 : 5;
}
