/** The ids of a span as numbers: most are only ever written in binary, so that their texts are made when somebody asks. */
import { TraceFlags, type SpanContext, type TraceState } from '@opentelemetry/api';

const poolWords = 1020;

let pool: Int32Array | undefined;
let used = poolWords;

/** 32 random bits, as a signed number: larger ones are objects to the engine. */
function randomWord(): number {
  if (used === poolWords) {
    pool ??= new Int32Array(poolWords);
    process.getBuiltinModule('node:crypto').randomFillSync(pool);
    used = 0;
  }
  return pool![used++]!;
}

/** Shared by the spans of a trace in this process. */
export class TraceId {
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
  #hex: string | undefined;

  constructor(word0: number, word1: number, word2: number, word3: number, hex?: string) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
    this.#hex = hex;
  }

  get hex(): string {
    return (this.#hex ??= hexOf(this.word0, this.word1, this.word2, this.word3));
  }
}

/** Not all zero, which is no id. */
export function randomTraceId(): TraceId {
  return new TraceId(randomWord(), randomWord(), randomWord(), randomWord() || 1);
}

/** @param hex 32 digits */
export function parseTraceId(hex: string): TraceId {
  return new TraceId(parseWord(hex, 0), parseWord(hex, 8), parseWord(hex, 16), parseWord(hex, 24), hex);
}

export class SpanIdentity {
  readonly trace: TraceId;
  readonly word0: number = randomWord();
  readonly word1: number = randomWord() || 1;
  readonly traceState: TraceState | undefined;
  readonly isSampled: boolean;
  #context: SpanContext | undefined;

  constructor(trace: TraceId, isSampled: boolean, traceState: TraceState | undefined) {
    this.trace = trace;
    this.isSampled = isSampled;
    this.traceState = traceState;
  }

  /** Always the same object. */
  context(): SpanContext {
    return (this.#context ??= this.#createContext());
  }

  #createContext(): SpanContext {
    const context: SpanContext = {
      traceId: this.trace.hex,
      spanId: hexOf(this.word0, this.word1),
      traceFlags: this.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    };
    if (this.traceState !== undefined) context.traceState = this.traceState;
    return context;
  }
}

const digits = Buffer.from('0123456789abcdef');
const text = Buffer.allocUnsafeSlow(32);

/** One text of one part: what is joined of many is joined again by each who reads it. */
function hexOf(...words: readonly number[]): string {
  let position = 0;
  for (const word of words) for (let shift = 28; shift >= 0; shift -= 4) text[position++] = digits[(word >>> shift) & 15]!;
  return text.toString('latin1', 0, position);
}

function parseWord(hex: string, start: number): number {
  return Number.parseInt(hex.slice(start, start + 8), 16) | 0;
}
