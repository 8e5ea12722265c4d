/** A line for a reader: what it shows in which order, and that a value cannot forge or hide another line. */
import assert from 'node:assert/strict';
import { createPrettyFormat } from '../../../src/logging/pretty-line.js';
import type { Line } from '../../../src/logging/line.js';

const line = (more: object): Line => ({ timestamp: '2026-01-02T03:04:05.678Z', level: 'info', message: 'order_placed', logger: 'shop', ...more });
const plain = createPrettyFormat(false);

const rows: Readonly<Record<string, readonly [given: object, shown: string]>> = {
  'event, fields, then ids': [{ trace_id: 't', orderId: 7, request_id: 'r', flow_step: 'pay' }, '2026-01-02T03:04:05.678Z INFO  shop order_placed orderId=7 flow_step=pay trace_id=t request_id=r'],
  'texts with blanks in quotes, objects as JSON': [{ a: 'x y', b: { c: [1] }, d: null, e: '' }, '2026-01-02T03:04:05.678Z INFO  shop order_placed a="x y" b={"c":[1]} d=null e=""'],
  'a sentence as it is': [{ message: 'seven orders\nplaced', level: 'warn' }, '2026-01-02T03:04:05.678Z WARN  shop seven orders placed'],
  'the stack below': [
    { level: 'error', 'exception.type': 'TypeError', 'exception.message': 'broken', 'exception.stacktrace': 'TypeError: broken\n    at f (x.js:1:1)' },
    '2026-01-02T03:04:05.678Z ERROR shop order_placed\n    TypeError: broken\n        at f (x.js:1:1)',
  ],
  'what was thrown without a stack': [{ level: 'fatal', 'exception.message': 'a text' }, '2026-01-02T03:04:05.678Z FATAL shop order_placed exception.message="a text"'],
  'nothing that acts on the terminal': [
    { message: '\u001B[2Jx', a: '\u001B[31m\r\nforged', ['\u202Ekey']: 'b\u202E', 'exception.stacktrace': 'E\u001B[0m' },
    '2026-01-02T03:04:05.678Z INFO  shop \\u001b[2Jx a="\\u001b[31m\\r\\nforged" "\\u202ekey"="b\\u202e"\n    E\\u001b[0m',
  ],
};

describe('pretty lines', () => {
  for (const [name, [given, shown]] of Object.entries(rows)) it(name, () => assert.equal(plain(line(given)), shown));

  it('in colours', () => {
    assert.equal(createPrettyFormat(true)(line({ level: 'error', a: 1 })), '\u001B[2m2026-01-02T03:04:05.678Z\u001B[22m \u001B[31mERROR\u001B[39m \u001B[36mshop\u001B[39m \u001B[1morder_placed\u001B[22m \u001B[2ma=\u001B[22m1');
  });
});
