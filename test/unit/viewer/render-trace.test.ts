import assert from 'node:assert/strict';
import { createPalette } from '../../../src/support/palette.js';
import { renderTrace } from '../../../src/viewer/render-trace.js';
import { durationText, oneLine, valueText } from '../../../src/viewer/text.js';
import { log, span, traceId } from './records.js';

const plain = createPalette(false);

describe('renderTrace', () => {
  it('draws services, flow and steps, http, database, errors and log lines in their places', () => {
    const flow = { 'flow.id': '1', 'flow.name': 'checkout' };
    const spans = [
      span({ id: 'c', parent: 'b', name: 'step pay', fromMs: 12, toMs: 110, attributes: { ...flow, 'flow.step.name': 'pay' } }),
      span({ id: 'a', name: 'POST /checkout', kind: 'server', fromMs: 0, toMs: 124, attributes: { 'http.route': '/checkout', 'http.response.status_code': 502 }, status: { code: 'error', message: '' } }),
      span({ id: 'b', parent: 'a', name: 'flow checkout', fromMs: 1, toMs: 120, attributes: flow }),
      span({ id: 'e', parent: 'd', name: 'POST', kind: 'server', service: 'payments', fromMs: 16, toMs: 90, attributes: { 'http.route': '/charge', 'http.status_code': 402 } }),
      span({ id: 'd', parent: 'c', name: 'POST', kind: 'client', fromMs: 14, toMs: 100, attributes: { 'url.full': 'http://127.0.0.1:3001/charge', 'http.response.status_code': 402 } }),
      span({ id: 'f', parent: 'b', name: 'step reserve', fromMs: 2, toMs: 10.5, attributes: flow }),
      span({
        id: 'g',
        parent: 'f',
        name: 'pg.query:UPDATE shop',
        kind: 'client',
        fromMs: 3,
        toMs: 3.42,
        attributes: { 'db.query.text': 'UPDATE stock\n  SET left = left - 1\n  WHERE sku = $1' },
        status: { code: 'error', message: '' },
        events: [{ name: 'exception', timeUnixNano: 0n, attributes: { 'exception.message': 'deadlock' }, droppedAttributesCount: 0 }],
      }),
    ];
    const logs = [
      log('c', 105, { severityNumber: 17, severityText: '', body: 'card declined', attributes: { 'order.id': 7, 'code.file.path': '/x', list: ['a', 1n] } }),
      log('c', 13, { body: 'charging', attributes: { a: 1, b: 2, c: 3, d: 4, e: 5 } }),
      log('nowhere', 200, { severityNumber: 13, severityText: 'WARN', body: null, eventName: 'cart.kept' }),
    ];
    assert.equal(
      renderTrace({ traceId, spans, logs }, plain),
      `trace ${traceId}  shop, payments  7 spans  124 ms
├─ POST /checkout  shop  server  502  124 ms  ERROR
│  └─ flow checkout  119 ms  flow.id=1
│     ├─ step reserve  8.5 ms
│     │  └─ pg.query:UPDATE shop  client  UPDATE stock SET left = left - 1 WHERE sku = $1  0.42 ms  ERROR deadlock
│     └─ step pay  98 ms
│        ├─ · INFO charging a=1 b=2 c=3 d=4 …
│        ├─ POST  client  402  http://127.0.0.1:3001/charge  86 ms
│        │  └─ POST  payments  server  /charge  402  74 ms
│        └─ · ERROR card declined order.id=7 list=["a","1"]
└─ · WARN cart.kept
`,
    );
  });

  it('says the ids once, where the request and the flow begin, and why a step was skipped, failed or abandoned', () => {
    const request = { 'request.id': 'r-1', 'correlation.id': 'c-1', 'request.method': 'POST', 'request.route': '/checkout' };
    const flow = { ...request, 'flow.id': 'checkout-1', 'flow.name': 'checkout' };
    const spans = [
      span({ id: 'a', name: 'POST /checkout', kind: 'server', fromMs: 0, toMs: 9, attributes: request }),
      span({ id: 'b', parent: 'a', name: 'flow checkout', fromMs: 1, toMs: 8, attributes: flow, status: { code: 'error', message: 'no' } }),
      span({ id: 'c', parent: 'b', name: 'step pay', fromMs: 2, toMs: 7, attributes: flow }),
      span({ id: 'd', parent: 'c', name: 'POST /charge', kind: 'server', service: 'payments', fromMs: 3, toMs: 6, attributes: { ...flow, 'request.id': 'r-2' } }),
    ];
    const logs = [
      log('b', 5, { body: 'flow checkout step mail skipped', attributes: { ...flow, 'flow.step.name': 'mail', 'flow.step.outcome': 'skipped', 'flow.step.skip_reason': 'no_email' } }),
      log('b', 6, { body: 'flow checkout failed', attributes: { ...flow, 'flow.outcome': 'failed', 'flow.failed_step': 'pay', 'flow.duration': 1 } }),
      log('b', 7, { body: 'flow checkout abandoned', attributes: { ...flow, 'flow.abandoned_by': 'timeout' } }),
    ];
    assert.equal(
      renderTrace({ traceId, spans, logs }, plain),
      `trace ${traceId}  shop, payments  4 spans  9.0 ms
└─ POST /checkout  shop  server  9.0 ms  request.id=r-1 correlation.id=c-1
   └─ flow checkout  7.0 ms  flow.id=checkout-1  ERROR no
      ├─ step pay  5.0 ms
      │  └─ POST /charge  payments  server  3.0 ms  request.id=r-2 correlation.id=c-1 flow.id=checkout-1
      ├─ · INFO flow checkout step mail skipped flow.step.skip_reason=no_email
      ├─ · INFO flow checkout failed flow.failed_step=pay
      └─ · INFO flow checkout abandoned flow.abandoned_by=timeout
`,
    );
  });

  it('draws spans that are each other’s parents, and a span that came twice once', () => {
    const spans = [span({ id: 'a', parent: 'b', fromMs: 0, toMs: 1 }), span({ id: 'b', parent: 'a', fromMs: 0, toMs: 1 }), span({ id: 'b', parent: 'a', fromMs: 0, toMs: 1 })];
    assert.equal(
      renderTrace({ traceId, spans: spans.slice(0, 2), logs: [] }, plain),
      `trace ${traceId}  shop  2 spans  1.0 ms\n└─ a  shop  1.0 ms\n   └─ b  1.0 ms\n`,
    );
    assert.equal(renderTrace({ traceId, spans, logs: [] }, plain).match(/─ b/g)?.length, 1);
  });

  it('colours only when asked, and lets no escape sequence of the telemetry through', () => {
    const spans = [span({ id: 'a', name: '\u001B[2Jname\u0007\n', fromMs: 0, toMs: 1, status: { code: 'error', message: 'no\r\nway' } })];
    assert.equal(renderTrace({ traceId, spans, logs: [] }, plain), `trace ${traceId}  shop  1 span  1.0 ms\n└─ [2Jname  shop  1.0 ms  ERROR no way\n`);
    assert.ok(renderTrace({ traceId, spans, logs: [] }, createPalette(true)).includes('\u001B[31mERROR no way\u001B[39m'));
  });
});

describe('text of the viewer', () => {
  it('writes durations with three figures', () => {
    const texts = [0n, 999_000n, 1_000_000n, 9_940_000n, 10_000_000n, 999_400_000n, 999_500_000n, 61_000_000_000n].map(durationText);
    assert.deepEqual(texts, ['0.00 ms', '1.00 ms', '1.0 ms', '9.9 ms', '10 ms', '999 ms', '1.00 s', '61.00 s']);
  });

  it('cuts at the limit and not before', () => {
    assert.deepEqual([oneLine('abcd', 4), oneLine('abcde', 4)], ['abcd', 'abc…']);
    assert.deepEqual([valueText({ a: 1n }, 20), valueText(undefined, 20), valueText(new Uint8Array(3), 20)], ['{"a":"1"}', 'undefined', '<3 bytes>']);
  });
});
