/** Attribute keys, and the texts that come often under each of them, as bytes that are made once. What is remembered is bounded. */
import { ByteWriter } from './byte-writer.js';

const mostKeys = 256;
const longestHead = 96;
/** A power of two. */
const textsPerKey = 8;
const longestText = 128;

const keyTag = 0x0a;
const shortKeyWriter = new ByteWriter(Buffer.allocUnsafeSlow(4 * longestHead));

export interface RememberedKey {
  /** The key field of a KeyValue. */
  readonly head: Uint8Array;
  /** By slot; empty until a text came twice. */
  readonly texts: (RememberedText | undefined)[];
  /** By slot, the hash of the text that came last and is not remembered: what comes once is not worth it. */
  readonly candidates: number[];
  /** How many texts came that were not remembered; few of them are looked at. */
  misses: number;
}

export interface RememberedText {
  readonly text: string;
  /** The whole KeyValue with its length, without the tag of the field that it is in. */
  readonly keyValue: Uint8Array;
}

/** Two generations: a full young one becomes the old one, and what is still in use moves to the new young one. */
let young = new Map<string, RememberedKey>();
let old = new Map<string, RememberedKey>();

export function rememberedKey(key: string): RememberedKey {
  return young.get(key) ?? remember(key);
}

function remember(key: string): RememberedKey {
  const known = old.get(key) ?? createKey(key);
  if (known.head.length > longestHead) return known;
  if (young.size >= mostKeys) {
    old = young;
    young = new Map();
  }
  young.set(key, known);
  return known;
}

function createKey(key: string): RememberedKey {
  const writer = key.length > longestHead ? new ByteWriter(Buffer.allocUnsafeSlow(key.length)) : shortKeyWriter;
  writer.length = 0;
  writer.textField(keyTag, key);
  return { head: copyOf(writer.bytes, 0, writer.length), texts: [], candidates: [], misses: 0 };
}

/** Not a part of Node's pool of buffers, which would be kept with it. */
function copyOf(bytes: Buffer, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start);
  for (let index = start; index < end; index++) copy[index - start] = bytes[index] as number;
  return copy;
}

/** Undefined when it is not remembered. */
export function rememberedText(known: RememberedKey, text: string): Uint8Array | undefined {
  const found = known.texts[slotOf(text)];
  return found !== undefined && found.text === text ? found.keyValue : undefined;
}

/** To be called with each text that was not remembered, and the KeyValue that was written for it. */
export function considerText(known: RememberedKey, text: string, bytes: Buffer, start: number, end: number): void {
  if ((++known.misses & 7) !== 0 || text.length > longestText || known.head.length > longestHead) return;
  const slot = slotOf(text);
  const hash = hashOf(bytes, start, end);
  if (known.candidates[slot] !== hash) {
    known.candidates[slot] = hash;
    return;
  }
  // a copy of the text: what the app gave may be a small part of a large one, which would be kept with it
  known.texts[slot] = { text: Buffer.from(text, 'utf16le').toString('utf16le'), keyValue: copyOf(bytes, start, end) };
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start;
  for (let index = start; index < end; index++) hash = Math.imul(hash, 31) + (bytes[index] as number) | 0;
  return hash;
}

function slotOf(text: string): number {
  const { length } = text;
  if (length === 0) return 0;
  return (length + text.charCodeAt(length - 1) + text.charCodeAt(length >> 1)) & (textsPerKey - 1);
}
