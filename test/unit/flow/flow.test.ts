import { SeverityNumber, SpanStatusCode, context, logs, trace } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContextLogRecordProcessor } from '../../../src/context/context-log-record-processor.js';
import { ContextSpanProcessor } from '../../../src/context/context-span-processor.js';
import { currentFlow, flow } from '../../../src/flow/flow.js';
import { withSpan } from '../../../src/spans/with-span.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

describe('flow', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk({
      spanProcessors: [new ContextSpanProcessor()],
      logRecordProcessors: [new ContextLogRecordProcessor()],
    });
  });

  afterEach(() => sdk.stop());

  function flowEvents(): string[] {
    return sdk.finishedLogRecords().map(({ eventName, attributes }) =>
      [eventName, attributes['flow.step.name']].filter((part) => part !== undefined).join(' '),
    );
  }

  function recordOf(eventName: string): ReadableLogRecord | undefined {
    return sdk.finishedLogRecords().find((record) => record.eventName === eventName);
  }

  function recordWithBody(body: string): ReadableLogRecord | undefined {
    return sdk.finishedLogRecords().find((record) => record.body === body);
  }

  it('runs as a span, its steps as child spans, and returns what the function returns', async () => {
    const result = await flow('checkout', { attributes: { 'cart.items': 3 } }, async ({ id, step, setAttributes }) => {
      assert.match(id, /^checkout-[0-9a-f]{8}$/);
      setAttributes({ 'order.id': 'o-1' });
      const price = step('price', () => 12);
      return step('charge', async () => `${price} charged`);
    });
    assert.equal(result, '12 charged');
    const span = sdk.spanNamed('flow checkout');
    assert.equal(span.attributes['cart.items'], 3);
    assert.equal(span.attributes['order.id'], 'o-1');
    assert.equal(span.attributes['flow.outcome'], 'completed');
    assert.equal(span.status.code, SpanStatusCode.UNSET);
    for (const name of ['step price', 'step charge']) {
      assert.equal(sdk.spanNamed(name).parentSpanContext?.spanId, span.spanContext().spanId);
    }
  });

  it('works synchronously', () => {
    assert.equal(flow('sync', ({ step }) => step('one', () => 1)), 1);
    assert.equal(sdk.spanNamed('flow sync').ended, true);
  });

  it('stamps flow and step on every span inside', async () => {
    let id = '';
    await flow('checkout', async (checkout) => {
      id = checkout.id;
      withSpan('before', () => {});
      await checkout.step('charge', async () => {
        await sleep(1);
        withSpan('call bank', () => withSpan('http', () => {}));
      });
      withSpan('after', () => {});
    });
    const stamp = { 'flow.id': id, 'flow.name': 'checkout' };
    for (const name of ['before', 'after']) assert.deepEqual(sdk.spanNamed(name).attributes, stamp);
    for (const name of ['call bank', 'http']) {
      assert.deepEqual(sdk.spanNamed(name).attributes, { ...stamp, 'flow.step.name': 'charge' });
    }
    assert.equal(sdk.spanNamed('step charge').attributes['flow.step.name'], 'charge');
    withSpan('outside', () => {});
    assert.deepEqual(sdk.spanNamed('outside').attributes, {});
  });

  it('takes a step without a function as a mark: an event, and the step of what follows', () => {
    flow('import', ({ step }) => {
      step('read');
      withSpan('reading', () => {});
      step('write');
      withSpan('writing', () => {});
    });
    assert.deepEqual(
      sdk.spanNamed('flow import').events.map((event) => [event.name, event.attributes?.['flow.step.name']]),
      [['flow.step', 'read'], ['flow.step', 'write']],
    );
    assert.equal(sdk.spanNamed('reading').attributes['flow.step.name'], 'read');
    assert.equal(sdk.spanNamed('writing').attributes['flow.step.name'], 'write');
  });

  it('returns to the step before when a step with a function ends', () => {
    flow('import', ({ step }) => {
      step('mark');
      step('outer', () => {
        step('inner', () => {});
        withSpan('in outer', () => {});
      });
      withSpan('in mark', () => {});
    });
    assert.equal(sdk.spanNamed('in outer').attributes['flow.step.name'], 'outer');
    assert.equal(sdk.spanNamed('in mark').attributes['flow.step.name'], 'mark');
    assert.equal(sdk.spanNamed('step inner').parentSpanContext?.spanId, sdk.spanNamed('step outer').spanContext().spanId);
  });

  it('keeps concurrent flows and their parallel steps apart', async () => {
    const flows = Array.from({ length: 10 }, (_, flowIndex) =>
      flow(`f${flowIndex}`, async ({ id, step }) => {
        step(`mark ${flowIndex}`);
        await Promise.all(
          Array.from({ length: 5 }, (_step, stepIndex) =>
            step(`s${stepIndex}`, async () => {
              await sleep((flowIndex * 7 + stepIndex * 3) % 5);
              withSpan(`work ${flowIndex} ${stepIndex}`, () => {});
              assert.equal(currentFlow()?.id, id);
              step(`sub ${stepIndex}`);
              await sleep((flowIndex + stepIndex) % 3);
              withSpan(`sub work ${flowIndex} ${stepIndex}`, () => {});
            }),
          ),
        );
        withSpan(`rest ${flowIndex}`, () => {});
        return id;
      }),
    );
    const ids = await Promise.all(flows);
    assert.equal(new Set(ids).size, 10);
    for (const [flowIndex, id] of ids.entries()) {
      const stamp = { 'flow.id': id, 'flow.name': `f${flowIndex}` };
      assert.deepEqual(sdk.spanNamed(`rest ${flowIndex}`).attributes, { ...stamp, 'flow.step.name': `mark ${flowIndex}` });
      for (let stepIndex = 0; stepIndex < 5; stepIndex++) {
        const work = sdk.spanNamed(`work ${flowIndex} ${stepIndex}`);
        assert.deepEqual(work.attributes, { ...stamp, 'flow.step.name': `s${stepIndex}` });
        const subWork = sdk.spanNamed(`sub work ${flowIndex} ${stepIndex}`);
        assert.deepEqual(subWork.attributes, { ...stamp, 'flow.step.name': `sub ${stepIndex}` });
        assert.equal(work.spanContext().traceId, sdk.spanNamed(`flow f${flowIndex}`).spanContext().traceId);
      }
    }
  });

  it('tells its progress in log records that belong to its trace', async () => {
    await flow('checkout', async ({ step }) => {
      step('mark');
      await step('run', async () => {});
    });
    assert.deepEqual(flowEvents(), ['flow.started', 'flow.step mark', 'flow.step run', 'flow.completed mark']);
    const flowContext = sdk.spanNamed('flow checkout').spanContext();
    for (const record of sdk.finishedLogRecords()) {
      assert.equal(record.spanContext?.traceId, flowContext.traceId);
      assert.equal(record.attributes['flow.name'], 'checkout');
      assert.equal(record.attributes['flow.id'], sdk.spanNamed('flow checkout').attributes['flow.id']);
    }
    assert.equal(recordOf('flow.started')?.spanContext?.spanId, flowContext.spanId);
    assert.equal(sdk.finishedLogRecords()[2]?.spanContext?.spanId, sdk.spanNamed('step run').spanContext().spanId);
    assert.equal(recordOf('flow.completed')?.attributes['flow.outcome'], 'completed');
    assert.equal(recordOf('flow.completed')?.severityNumber, SeverityNumber.INFO);
    assert.equal(recordOf('flow.step')?.body, 'flow checkout step mark');
  });

  it('stamps the log records that the app writes inside', async () => {
    let id = '';
    const logger = logs.getLogger('app');
    await flow('checkout', async (checkout) => {
      id = checkout.id;
      await checkout.step('charge', async () => logger.emit({ body: 'inside' }));
    });
    logger.emit({ body: 'outside' });
    assert.deepEqual(recordWithBody('inside')?.attributes, { 'flow.id': id, 'flow.name': 'checkout', 'flow.step.name': 'charge' });
    assert.deepEqual(recordWithBody('outside')?.attributes, {});
  });

  it('gives an inner flow its own id and the trace of the outer one', () => {
    flow('outer', (outer) => {
      flow('inner', (inner) => {
        assert.equal(currentFlow(), inner);
        inner.step('inner step', () => {});
        outer.step('outer step', () => {});
      });
      assert.equal(currentFlow(), outer);
    });
    assert.equal(currentFlow(), undefined);
    const outer = sdk.spanNamed('flow outer');
    const inner = sdk.spanNamed('flow inner');
    assert.equal(inner.attributes['flow.name'], 'inner');
    assert.equal(inner.parentSpanContext?.spanId, outer.spanContext().spanId);
    assert.equal(sdk.spanNamed('step inner step').attributes['flow.id'], inner.attributes['flow.id']);
    assert.equal(sdk.spanNamed('step outer step').attributes['flow.id'], outer.attributes['flow.id']);
    assert.equal(sdk.spanNamed('step outer step').parentSpanContext?.spanId, outer.spanContext().spanId);
  });

  it('finds its way back from a callback that has lost the context', async () => {
    const emitter = new EventEmitter();
    await flow('checkout', async ({ step }) => {
      emitter.on('paid', () => {
        assert.equal(currentFlow(), undefined);
        step('paid', () => assert.equal(currentFlow()?.name, 'checkout'));
      });
      context.with(trace.deleteSpan(rootContext), () => emitter.emit('paid'));
    });
    assert.equal(sdk.spanNamed('step paid').parentSpanContext?.spanId, sdk.spanNamed('flow checkout').spanContext().spanId);
  });

  const rootContext = context.active();

  it('makes an id out of any name', () => {
    for (const [name, expected] of [
      ['Check Out/Überall!', /^check-out-berall--[0-9a-f]{8}$/],
      ['', /^flow-[0-9a-f]{8}$/],
      ['token=flsecret1', /^token-[0-9a-f]{8}$/],
      ['a b:c d', /^a-b-[0-9a-f]{8}$/],
      ['=x', /^flow-[0-9a-f]{8}$/],
      ['x'.repeat(100), /^x{40}-[0-9a-f]{8}$/],
    ] as const) {
      flow(name, ({ id }) => assert.match(id, expected));
    }
  });
});

describe('flow without an SDK', () => {
  it('still runs the function and its steps', async () => {
    const result = await flow('none', async ({ id, step, setAttributes }) => {
      assert.match(id, /^none-[0-9a-f]{8}$/);
      setAttributes({ a: 1 });
      step('mark');
      return step('run', async () => 5);
    });
    assert.equal(result, 5);
    assert.equal(currentFlow(), undefined);
    assert.throws(() => flow('none', ({ step }) => step('run', () => { throw new Error('same'); })), /same/);
  });
});

describe('ContextLogRecordProcessor', () => {
  it('does not enable a logger whose exporters are all disabled', () => {
    assert.equal(new ContextLogRecordProcessor().enabled(), false);
  });
});
