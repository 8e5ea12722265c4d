import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createTracePrinter, type TracePrinter, type TracePrinterOptions } from '../../../src/viewer/trace-printer.js';
import { canary, createCanaryRedactor } from '../redaction/exits/canary-redactor.js';
import { log, span } from './records.js';

async function until(condition: () => boolean): Promise<void> {
  const startMs = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - startMs < 5000, 'nothing happened for 5 s');
    await turn();
  }
}

describe('createTracePrinter', () => {
  let printed: string[] = [];
  const create = (options: Partial<TracePrinterOptions> = {}): TracePrinter => {
    // the printer of an earlier test may still have something to say, but not here
    const lines: string[] = [];
    printed = lines;
    return createTracePrinter({ write: (text) => lines.push(text), quietMs: 30, timeoutMs: 60_000, ...options });
  };
  const root = span({ id: 'root', fromMs: 0, toMs: 3 });
  const child = span({ id: 'child', parent: 'root', fromMs: 1, toMs: 2 });
  const grandchild = span({ id: 'grandchild', parent: 'child', fromMs: 1, toMs: 2 });

  it('prints a trace in one piece when its root has come and nothing follows', async () => {
    const printer = create();
    printer.receive({ spans: [child], logs: [] });
    await turn();
    printer.receive({ spans: [root], logs: [log('child', 1.5, { body: 'hello' })] });
    assert.deepEqual(printed, []);
    await until(() => printed.length > 0);
    assert.equal(printed.join(''), `trace ${root.traceId}  shop  2 spans  3.0 ms\n└─ root  shop  3.0 ms\n   └─ child  1.0 ms\n      └─ · INFO hello\n`);
  });

  const leaks: readonly (readonly [part: string, receive: (printer: TracePrinter) => void])[] = [
    ['span name', (printer) => printer.receive({ spans: [{ ...root, name: `a ${canary}` }], logs: [] })],
    ['attribute', (printer) => printer.receive({ spans: [{ ...root, attributes: { 'db.query.text': `a ${canary}` } }], logs: [] })],
    ['status message', (printer) => printer.receive({ spans: [{ ...root, status: { code: 'error', message: canary } }], logs: [] })],
    ['exception', (printer) => printer.receive({ spans: [{ ...root, status: { code: 'error', message: '' }, events: [{ name: 'exception', timeUnixNano: 0n, attributes: { 'exception.message': canary }, droppedAttributesCount: 0 }] }], logs: [] })],
    ['service name', (printer) => printer.receive({ spans: [{ ...root, resource: { 'service.name': canary } }], logs: [] })],
    // cut at 200 characters
    ['log body', (printer) => printer.receive({ spans: [root], logs: [log('root', 1, { body: `${'x'.repeat(192)} ${canary}` })] })],
    ['log attribute', (printer) => printer.receive({ spans: [root], logs: [log('root', 1, { attributes: { a: canary, [canary]: 1 } })] })],
    ['event name', (printer) => printer.receive({ spans: [root], logs: [log('root', 1, { eventName: canary })] })],
    ['severity', (printer) => printer.receive({ spans: [root], logs: [log('root', 1, { severityText: canary })] })],
    ['log record outside of every trace', (printer) => printer.receive({ spans: [], logs: [log(undefined, 1, { body: canary })] })],
  ];
  for (const [part, receive] of leaks) {
    it(`redacts the ${part} before it is cut and printed`, () => {
      const printer = create({ redactor: createCanaryRedactor() });
      receive(printer);
      printer.flush();
      assert.match(printed.join(''), /\[REDA/);
      assert.doesNotMatch(printed.join(''), /cana/i);
    });
  }

  it('waits while something follows', async () => {
    const printer = create({ quietMs: 300 });
    const startMs = performance.now();
    printer.receive({ spans: [root], logs: [] });
    await until(() => {
      printer.receive({ spans: [], logs: [log('root', 1, { body: 'again' })] });
      return performance.now() - startMs > 400;
    });
    assert.deepEqual(printed, []);
    printer.flush();
  });

  it('does not wait for ever', async () => {
    const printer = create({ quietMs: 60_000, timeoutMs: 150 });
    const startMs = performance.now();
    printer.receive({ spans: [root], logs: [] });
    await until(() => printed.length > 0);
    assert.ok(performance.now() - startMs > 140);
  });

  it('prints a trace without a root after the time-out', async () => {
    const printer = create({ timeoutMs: 150 });
    const startMs = performance.now();
    printer.receive({ spans: [child], logs: [] });
    await until(() => printed.length > 0);
    assert.ok(performance.now() - startMs > 140);
    assert.match(printed.join(''), /└─ child {2}shop/);
  });

  it('prints late spans as an addendum that names its trace', async () => {
    const printer = create();
    printer.receive({ spans: [root, child], logs: [] });
    await until(() => printed.length === 1);
    printer.receive({ spans: [grandchild], logs: [] });
    await until(() => printed.length === 2);
    assert.equal(printed[1], `trace ${root.traceId}  late, belongs to root  shop  1 span  1.0 ms\n└─ grandchild  shop  1.0 ms\n`);
  });

  it('prints the oldest when too many traces wait', () => {
    const printer = create({ maxTraces: 2 });
    for (const id of ['1', '2', '3']) printer.receive({ spans: [{ ...root, traceId: id.repeat(32), name: `root ${id}` }], logs: [] });
    assert.equal(printed.length, 1);
    assert.match(printed.join(''), /root 1/);
    printer.flush();
    assert.equal(printed.length, 3);
    printer.flush();
    assert.equal(printed.length, 3);
  });

  it('shows so many spans of a trace and counts the others', () => {
    const printer = create({ maxSpansPerTrace: 2 });
    printer.receive({ spans: [root, child, grandchild, { ...grandchild, spanId: 'x' }], logs: [] });
    printer.flush();
    assert.match(printed.join(''), /2 more not shown {2}shop {2}2 spans/);
  });

  it('prints log records outside of traces at once, or not at all', () => {
    create().receive({ spans: [], logs: [log(undefined, 0, { body: 'listening', attributes: { port: 1 } })] });
    assert.deepEqual(printed, ['· INFO listening port=1  shop\n']);
    create({ looseLogs: false }).receive({ spans: [], logs: [log(undefined, 0, { body: 'listening' })] });
    assert.deepEqual(printed, []);
  });
});
