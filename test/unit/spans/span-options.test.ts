/** The suggested names of attributes are the stable ones of the semantic conventions; the compiler compares them. */
import type * as conventions from '@opentelemetry/semantic-conventions';
import assert from 'node:assert/strict';
import type { SpanAttributes } from '../../../src/spans/span-options.js';

type Constants = typeof conventions;
/** Without the names of metrics and of values. */
type Stable = { [Name in keyof Constants]: Name extends `ATTR_${string}` ? Extract<Constants[Name], string> : never }[keyof Constants];
type Suggested = keyof { [Name in keyof SpanAttributes as string extends Name ? never : Name]: true };
type OfSpans = Extract<Stable, `${'client' | 'code' | 'db' | 'http' | 'network' | 'rpc' | 'server' | 'url' | 'user_agent'}.${string}`>;

describe('suggested attributes', () => {
  it('are names of the conventions, and none is missing', () => {
    const unknown: [Exclude<Suggested, Stable>] extends [never] ? 'none' : Exclude<Suggested, Stable> = 'none';
    const missing: [Exclude<OfSpans, Suggested>] extends [never] ? 'none' : Exclude<OfSpans, Suggested> = 'none';
    assert.deepEqual([unknown, missing], ['none', 'none']);
  });
});
