/** Writes the SDK's [seconds, nanoseconds] as 64-bit nanoseconds, without BigInt. */
import type { HrTime } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.js';

const nanosecondsPerSecond = 1_000_000_000;
const twoTo32 = 4_294_967_296;

/** Most records of a second share it: its nanoseconds are kept as two halves of 32 bits. */
let knownSeconds = 0;
let knownLow = 0;
let knownHigh = 0;

/** The 16 low bits of the seconds and the rest are multiplied apart, so that no product leaves the exact integers. */
function learnSeconds(seconds: number): void {
  const lower = (seconds & 0xffff) * nanosecondsPerSecond;
  const upper = ((seconds / 0x1_0000) >>> 0) * nanosecondsPerSecond;
  const low = (lower >>> 0) + (((upper & 0xffff) * 0x1_0000) >>> 0);
  knownLow = low >>> 0;
  knownHigh = Math.floor(lower / twoTo32) + ((upper / 0x1_0000) >>> 0) + (low >= twoTo32 ? 1 : 0);
  knownSeconds = seconds;
}

export function writeTime(writer: ByteWriter, tag: number, time: HrTime): void {
  writeSecondsAnd(writer, tag, time[0], time[1]);
}

/** @param timeMs Unix time in milliseconds, and parts of them */
export function writeTimeMs(writer: ByteWriter, tag: number, timeMs: number): void {
  const seconds = Math.floor(timeMs / 1000);
  writeSecondsAnd(writer, tag, seconds, Math.round((timeMs - seconds * 1000) * 1e6));
}

function writeSecondsAnd(writer: ByteWriter, tag: number, seconds: number, nanoseconds: number): void {
  if (seconds !== knownSeconds) learnSeconds(seconds);
  const low = knownLow + nanoseconds;
  writer.fixed64Field(tag, low >>> 0, (knownHigh + Math.floor(low / twoTo32)) >>> 0);
}
