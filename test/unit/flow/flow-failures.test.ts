import { SeverityNumber, SpanStatusCode } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Flow } from '../../../src/flow/flow-context.js';
import { flow } from '../../../src/flow/flow.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

async function failAfter(ms: number): Promise<never> {
  await sleep(ms);
  throw new Error(`after ${ms}`);
}

describe('a flow that fails', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });

  afterEach(() => sdk.stop());

  it('fails with the thrown error, recorded once, and names the failed step', async () => {
    const error = new RangeError('declined');
    await assert.rejects(
      flow('checkout', async ({ step }) => {
        step('validate', () => {});
        await step('charge', async () => {
          await sleep(1);
          throw error;
        });
      }),
      (thrown) => thrown === error,
    );
    const span = sdk.spanNamed('flow checkout');
    assert.equal(span.attributes['flow.outcome'], 'failed');
    assert.equal(span.attributes['flow.failed_step'], 'charge');
    assert.equal(span.attributes['error.type'], 'RangeError');
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'declined' });
    const exceptions = sdk.finishedSpans().filter(({ events }) => events.some((event) => event.name === 'exception'));
    assert.deepEqual(exceptions.map((failed) => failed.name), ['step charge']);
    const record = sdk.finishedLogRecords().find(({ eventName }) => eventName === 'flow.failed');
    assert.equal(record?.severityNumber, SeverityNumber.ERROR);
    assert.equal(record?.attributes['flow.failed_step'], 'charge');
    assert.equal(record?.attributes['error.type'], 'RangeError');
  });

  for (const [where, run, failedStep] of [
    ['after a mark', ({ step }: Flow) => { step('one'); step('two'); throw new Error('x'); }, 'two'],
    ['before any step', () => { throw new Error('x'); }, undefined],
    ['in an inner step', ({ step }: Flow) => step('outer', () => step('inner', () => { throw new Error('x'); })), 'inner'],
    ['with a thrown text', ({ step }: Flow) => step('one', () => { throw 'x'; }), 'one'],
    [
      'in another way after a step was caught',
      ({ step }: Flow) => {
        try {
          step('tried', () => { throw new Error('caught'); });
        } catch {
          step('fallback');
        }
        throw new Error('x');
      },
      'fallback',
    ],
  ] as const) {
    it(`names the right step when it fails ${where}`, () => {
      assert.throws(() => flow('checkout', run));
      assert.equal(sdk.spanNamed('flow checkout').attributes['flow.failed_step'], failedStep);
    });
  }

  it('names the step whose failure came out of parallel steps', async () => {
    await assert.rejects(
      flow('checkout', ({ step }) => Promise.all([step('slow', () => failAfter(20)), step('fast', () => failAfter(1))])),
      /after 1$/,
    );
    assert.equal(sdk.spanNamed('flow checkout').attributes['flow.failed_step'], 'fast');
  });

  it('completes when a failed step was caught', () => {
    flow('checkout', ({ step }) => {
      try {
        step('optional', () => { throw new Error('no matter'); });
      } catch {
        // the flow goes on
      }
    });
    assert.equal(sdk.spanNamed('flow checkout').attributes['flow.outcome'], 'completed');
    assert.equal(sdk.spanNamed('flow checkout').attributes['flow.failed_step'], undefined);
  });
});

describe('attributes of a flow that cannot be read', () => {
  const lines = captureDiagnostics();
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });
  afterEach(() => sdk.stop());

  const boom = (): never => { throw new RangeError('secret-message'); };
  for (const [what, attributes, kept] of [
    ['a getter that throws', { before: 1, get a() { return boom(); }, after: 2 }, { before: 1, after: 2 }],
    ['a proxy whose names cannot be read', new Proxy({}, { ownKeys: boom }), {}],
  ] as const) {
    it(`${what}: the flow goes on with the others, and one line says so`, () => {
      assert.equal(flow('f', ({ setAttributes }) => {
        setAttributes(attributes as never);
        return 'ran';
      }), 'ran');
      const ofApp = Object.entries(sdk.spanNamed('flow f').attributes).filter(([name]) => !name.startsWith('flow.'));
      assert.deepEqual(Object.fromEntries(ofApp), kept);
      assert.equal(lines.length, 1, lines.join());
      assert.match(lines[0] ?? '', /span-invalid: setAttributes\(attributes\): RangeError.*; only the attributes that can be read are used\./);
      assert.doesNotMatch(lines.join(), /secret-message/);
    });
  }
});
