import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ByteWriter } from '../../../../src/otlp/encode/byte-writer.js';
import { writeSpan } from '../../../../src/otlp/encode/encode-span.js';
import { rememberedKey, rememberedText } from '../../../../src/otlp/encode/remembered-keys.js';
import { assertSameSpan, encodeSpan, span } from './against-upstream.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function encodeOften(key: string, value: string): void {
  for (let count = 0; count < 40; count++) encodeSpan(span({ attributes: { [key]: value } }));
}

function isRemembered(key: string, value: string): boolean {
  return rememberedText(rememberedKey(key), value) !== undefined;
}

/** The least of several looks: some garbage is gone only in a later turn. */
async function usedBytes(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 4; look++) {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
    await setImmediate();
  }
  return least;
}

describe('what is remembered of attributes', () => {
  it('a text that comes often under its key', () => {
    encodeOften('often', '/orders/:id');
    assert.deepEqual([isRemembered('often', '/orders/:id'), isRemembered('seldom', '/orders/:id')], [true, false]);
    assertSameSpan(span({ attributes: { often: '/orders/:id' } }));
  });

  it('a text of the same length, with the same letters in the middle and at the end, is told from it', () => {
    encodeOften('alike', '/orders/:id');
    assert.ok(isRemembered('alike', '/orders/:id'));
    assertSameSpan(span({ attributes: { alike: '/Orders/:id' } }));
  });

  it('a text that is long or came a few times is not', () => {
    encodeOften('long', 'x'.repeat(1000));
    for (let count = 0; count < 3; count++) encodeSpan(span({ attributes: { few: 'value' } }));
    assert.deepEqual([isRemembered('long', 'x'.repeat(1000)), isRemembered('few', 'value')], [false, false]);
  });

  it('none of many texts that came once', () => {
    const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`);
    for (const once of texts) encodeSpan(span({ attributes: { once } }));
    assert.deepEqual(texts.filter((text) => isRemembered('once', text)), []);
  });

  it('a key, unless it is long', () => {
    const long = 'k'.repeat(200);
    assert.equal(rememberedKey('short'), rememberedKey('short'));
    assert.notEqual(rememberedKey(long), rememberedKey(long));
  });

  it('what is in use stays when many other keys came', () => {
    encodeOften('kept', 'value');
    for (let index = 0; index < 300; index++) encodeSpan(span({ attributes: { [`other.${index}`]: index } }));
    assert.ok(isRemembered('kept', 'value'));
  });

  it('a small part of a large text does not keep the large one', async () => {
    const before = await usedBytes();
    for (let index = 0; index < 30; index++) encodeOften('part', `${index} `.repeat(300_000).slice(0, 20));
    assert.ok(rememberedKey('part').texts.length > 0);
    const growth = (await usedBytes()) - before;
    assert.ok(growth < 1_000_000, `${growth} bytes more than before`);
  });

  it('a flood of values and keys takes little memory, and what comes often afterwards is remembered', async () => {
    const writer = new ByteWriter();
    const flood = (prefix: string, size: number): void => {
      for (let index = 0; index < size; index++) {
        const attributes = { [`${prefix}.${index}`]: `${prefix}-${index}`, path: `/${prefix}/${index}`.padEnd(80, 'x'), user: `${prefix} ${index >> 5}` };
        writer.length = 0;
        writeSpan(writer, span({ attributes }));
      }
    };
    flood('warm', 2000);
    const before = await usedBytes();
    flood('flood', 50_000);
    const growth = await usedBytes() - before;
    assert.ok(growth < 4_000_000, `${growth} bytes more than before, where 50,000 keys take 20 million`);
    encodeOften('path', '/health');
    encodeOften('late', 'value');
    assert.deepEqual([isRemembered('path', '/health'), isRemembered('late', 'value')], [true, true]);
  });
});
