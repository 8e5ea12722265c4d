import { SpanKind } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { traced } from '../../../src/spans/traced.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

describe('traced', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });

  afterEach(() => sdk.stop());

  it('keeps arguments, this, result, name and number of parameters', () => {
    const counter = {
      total: 1,
      add: traced('add', function add(this: { total: number }, left: number, right: number): number {
        return this.total + left + right;
      }),
    };
    assert.equal(counter.add(2, 3), 6);
    assert.equal(counter.add(0, 0), 1);
    assert.equal(counter.add.name, 'add');
    assert.equal(counter.add.length, 2);
    assert.equal(sdk.finishedSpans().filter((span) => span.name === 'add').length, 2);
  });

  it('takes options with the name', async () => {
    const send = traced({ name: 'send mail', kind: SpanKind.CLIENT }, async (to: string) => `to ${to}`);
    assert.equal(await send('ada'), 'to ada');
    assert.equal(sdk.spanNamed('send mail').kind, SpanKind.CLIENT);
  });

  it('keeps a `this` that is none', () => {
    const self = traced('self', function (this: unknown) {
      return this;
    });
    assert.equal(self.call(undefined), undefined);
    assert.equal(self.call(5), 5);
  });

  it('refuses to be a decorator without parentheses', () => {
    const bare = traced as unknown as (method: () => void, context: object) => void;
    assert.throws(() => bare(() => undefined, { kind: 'method' }), { code: 'INVALID_ARGUMENT', message: /write @traced\(\) with parentheses/ });
  });
});
