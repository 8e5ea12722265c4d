/** Looks for canaries in bytes: as they are, and in everything that can be decoded from them. */
import { gunzipSync } from 'node:zlib';

/** A run of this length gives a secret away. */
const pieceLength = 8;

interface Piece {
  readonly text: string;
  readonly owner: number;
}

export class CanarySearch {
  /** By their first characters. */
  readonly #pieces = new Map<string, Piece[]>();

  constructor(canaries: readonly string[]) {
    for (const [owner, canary] of canaries.entries()) {
      for (const text of piecesOf(canary)) {
        const start = text.slice(0, pieceLength);
        this.#pieces.set(start, [...(this.#pieces.get(start) ?? []), { text, owner }]);
      }
    }
  }

  /** The indexes of the canaries of which at least a piece is there. */
  findIn(bytes: Uint8Array): Set<number> {
    const found = new Set<number>();
    for (const text of readingsOf(Buffer.from(bytes))) this.#scan(text, found);
    return found;
  }

  #scan(text: string, found: Set<number>): void {
    for (const { 0: run, index: runAt } of text.matchAll(/[\dA-Za-z]{8,}/g)) {
      for (let index = runAt; index <= runAt + run.length - pieceLength; index++) {
        for (const piece of this.#pieces.get(text.slice(index, index + pieceLength)) ?? []) if (text.startsWith(piece.text, index)) found.add(piece.owner);
      }
    }
  }
}

/** Eight digits in a row may be those of a time: only the whole number is one. */
function piecesOf(canary: string): string[] {
  return /^\d+$/.test(canary) ? [canary] : (canary.match(/.{8}/g) ?? []);
}

const maxLayers = 3;

/** The text itself, and what lies in it: one encoding may be wrapped in another. */
function readingsOf(bytes: Buffer, layers = maxLayers): string[] {
  const text = bytes.toString('latin1');
  if (layers === 0) return [text];
  const inner = [unpack(bytes), ...decoders.map((decode) => Buffer.from(decode(text), 'latin1'))];
  return [text, ...inner.flatMap((decoded) => (decoded.length === 0 || decoded.equals(bytes) ? [] : readingsOf(decoded, layers - 1)))];
}

/** Each gives only what it decoded, as latin1. */
const decoders: readonly ((text: string) => string)[] = [
  (text) => changed(text, /[^\s"]*%[\da-f]{2}[^\s"]*/gi, (part) => part.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))),
  (text) => changed(text, /"(?:[^"\\]|\\.)*\\(?:[^"\\]|\\.)*"/g, unescapeJson),
  (text) => changed(text, /(?:[\u0020-\u007e]\0){8,}|(?:\0[\u0020-\u007e]){8,}/g, (part) => part.replaceAll('\0', '')),
  (text) => changed(text, /[\w+/-]{16,}/g, (part) => [0, 1, 2, 3].map((offset) => Buffer.from(part.slice(offset), 'base64').toString('latin1')).join('\n')),
];

function changed(text: string, parts: RegExp, decode: (part: string) => string): string {
  return Array.from(text.matchAll(parts), ([part]) => decode(part)).join('\n');
}

function unescapeJson(part: string): string {
  return part.replaceAll(/\\(?:u([\da-f]{4})|(.))/gi, (_, hex: string | undefined, sign: string) => (hex === undefined ? sign : String.fromCharCode(Number.parseInt(hex, 16))));
}

function unpack(bytes: Buffer): Buffer {
  const start = bytes.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
  try {
    return start === -1 ? Buffer.alloc(0) : gunzipSync(bytes.subarray(start));
  } catch {
    return Buffer.alloc(0);
  }
}
