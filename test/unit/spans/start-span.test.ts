import { trace } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { startSpan } from '../../../src/spans/start-span.js';
import { withSpan } from '../../../src/spans/with-span.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

describe('startSpan', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });

  afterEach(() => sdk.stop());

  it('ends with the block that declares it', () => {
    {
      using span = startSpan('render', { attributes: { a: 1 } });
      assert.equal(span.isRecording(), true);
      assert.equal(trace.getActiveSpan(), undefined);
    }
    assert.deepEqual(sdk.spanNamed('render').attributes, { a: 1 });
  });

  it('ends once, even if the app has ended it', () => {
    {
      using span = startSpan('once');
      span.end(new Date(Date.now() + 5000));
    }
    assert.ok(sdk.spanNamed('once').duration[0] >= 4);
  });

  it('is a child of the active span', () => {
    withSpan('parent', () => startSpan('child').end());
    assert.equal(sdk.spanNamed('child').parentSpanContext?.spanId, sdk.spanNamed('parent').spanContext().spanId);
  });
});

describe('startSpan without an SDK', () => {
  it('gives a span that does nothing', () => {
    using span = startSpan('none');
    assert.equal(span.isRecording(), false);
  });
});
