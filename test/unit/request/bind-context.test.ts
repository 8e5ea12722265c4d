/** Fields of the app: where they are seen, when they end, and what is said about those that cannot be carried. */
import { context, logs, ROOT_CONTEXT, trace, type Attributes } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { ContextLogRecordProcessor } from '../../../src/context/context-log-record-processor.js';
import { ContextSpanProcessor } from '../../../src/context/context-span-processor.js';
import { nearestFieldsFrame } from '../../../src/context/fields-frame.js';
import { setRequestFrame } from '../../../src/context/request-frame.js';
import { bindContext, withContext } from '../../../src/request/bind-context.js';
import { correlationId, requestId } from '../../../src/request/current-ids.js';
import { IncomingFrame } from '../../../src/request/incoming-ids.js';
import { publishState } from '../../../src/sdk/state.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';
import { createIds } from './create-ids.js';

const state = { version: '0', path: '', threadId: 0, flush: async () => undefined, shutdown: async () => undefined };

describe('bindContext and withContext', () => {
  const lines = captureDiagnostics();
  let sdk: InMemorySdk;
  let undoState: () => void;

  beforeEach(() => {
    sdk = startInMemorySdk({ spanProcessors: [new ContextSpanProcessor()], logRecordProcessors: [new ContextLogRecordProcessor()] });
    undoState = publishState({ ...state, status: 'started' });
  });
  afterEach(() => {
    undoState();
    sdk.stop();
  });

  const inRequest = <Result>(fn: () => Result): Result => context.with(setRequestFrame(ROOT_CONTEXT, new IncomingFrame(createIds(), 'r1', 'c1', 'GET')), fn);

  /** The fields of the app on a log record that is written now. */
  function logged(): Attributes {
    logs.getLogger('test').emit({ body: 'now' });
    return withoutIds(sdk.finishedLogRecords().at(-1)?.attributes);
  }

  function onSpan(): Attributes {
    trace.getTracer('test').startSpan('now').end();
    return withoutIds(sdk.finishedSpans().at(-1)?.attributes);
  }

  function withoutIds(attributes: Attributes = {}): Attributes {
    return Object.fromEntries(Object.entries(attributes).filter(([key]) => !/^(request|correlation)\./.test(key)));
  }

  it('the ids of the request are there', () => {
    assert.deepEqual(inRequest(() => [requestId(), correlationId()]), ['r1', 'c1']);
    assert.deepEqual([requestId(), correlationId()], [undefined, undefined]);
  });

  it('binds to the request, from now on, until it ends', () => {
    inRequest(() => {
      assert.deepEqual(logged(), {});
      bindContext({ tenant: 'blue' });
      bindContext({ tenant: 'red', cart: 7 });
      assert.deepEqual(logged(), { tenant: 'red', cart: 7 });
      assert.deepEqual(onSpan(), {});
    });
    inRequest(() => assert.deepEqual(logged(), {}));
    assert.deepEqual(logged(), {});
  });

  it('puts fields on spans where that is asked for', () => {
    inRequest(() => {
      bindContext({ tenant: 'blue' });
      bindContext({ plan: 'gold' }, { spans: true });
      assert.deepEqual(onSpan(), { plan: 'gold' });
      assert.deepEqual(logged(), { tenant: 'blue', plan: 'gold' });
    });
    withContext({ order: 7 }, { spans: true }, () => assert.deepEqual(onSpan(), { order: 7 }));
  });

  it('nests: the inner fields win inside, and what is bound inside ends inside', () => {
    inRequest(() => {
      const answer = withContext({ step: 'inner', a: 1 }, () => {
        bindContext({ b: 2 });
        assert.deepEqual(logged(), { step: 'inner', a: 1, b: 2 });
        return 'returned';
      });
      assert.equal(answer, 'returned');
      assert.deepEqual(logged(), {});
    });
  });

  it('what the request binds later is seen inside as well', async () => {
    await inRequest(async () => {
      let bound = (): void => undefined;
      const later = new Promise<void>((resolve) => (bound = resolve));
      const inner = withContext({ inner: true }, async () => {
        await later;
        return logged();
      });
      bindContext({ tenant: 'blue' });
      bound();
      assert.deepEqual(await inner, { tenant: 'blue', inner: true });
    });
  });

  it('a loop that goes on inside of itself takes neither more and more memory nor the stack', () => {
    const inside = (times: number): Attributes => withContext({ times, [`f${times % 3}`]: times }, { spans: true }, () => {
      if (times < 100) return inside(times + 1);
      assert.deepEqual(onSpan(), logged());
      let count = 0;
      for (let frame = nearestFieldsFrame(context.active()); frame !== undefined; frame = frame.parent) count++;
      assert.ok(count <= 32, `${count} frames are kept`);
      return logged();
    });
    assert.deepEqual(inside(1), { times: 100, f0: 99, f1: 100, f2: 98 });
  });

  it('keeps copies: what the app changes later is not seen', () => {
    inRequest(() => {
      const user = { id: 7, roles: ['admin'], since: new Date(0) };
      bindContext({ user, big: 10n, nothing: null, missing: undefined });
      user.roles.push('none');
      assert.deepEqual({ ...logged() }, { user: { id: 7, roles: ['admin'], since: '1970-01-01T00:00:00.000Z' }, big: '10', nothing: null });
    });
  });

  it('any name can be that of a field, and maps and sets are kept', () => {
    const fields = { constructor: 'c', toString: 't', valueOf: 1, hasOwnProperty: true, map: new Map([['a', new Set([1, 'b'])]]) };
    const kept = { ...fields, map: { a: [1, 'b'] } };
    withContext(fields, { spans: true }, () => assert.deepEqual([{ ...logged() }, onSpan()], [kept, kept]));
    assert.deepEqual(lines, []);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = { cyclic };
  const throwing = { get boom(): string { throw new RangeError('secret-message'); }, good: 1 };
  for (const [title, fields, line] of [
    ['a throwing getter', throwing, /the field "boom" cannot be read: RangeError at .*; it is left out\./],
    ['a throwing getter further in', { deep: { throwing }, good: 1 }, /the field "deep" cannot be read: RangeError/],
    ['a cycle', { cyclic, good: 1 }, /the field "cyclic" holds itself/],
    ['1 MB', { large: 'x'.repeat(2 ** 20), good: 1 }, /the field "large" holds more than 4096 characters/],
    ['a long list', { list: Array(10_000).fill(0), good: 1 }, /the field "list" holds more than 4096 characters/],
    ['a function', { call: () => 1, good: 1 }, /the field "call" is or holds a function/],
    ['a symbol', { symbol: Symbol('x'), good: 1 }, /the field "symbol" is or holds a symbol/],
    ['no name', { '': 2, good: 1 }, /the field "" has a name/],
    ['a long name', { ['x'.repeat(1000)]: 2, good: 1 }, /the field "x{128}" has a name/],
    ['the name __proto__', JSON.parse('{"__proto__": 2, "good": 1}'), /the field "__proto__" has a name/],
  ] as const) {
    it(`leaves out ${title}, and says so once`, () => {
      inRequest(() => {
        for (let time = 0; time < 3; time++) bindContext(fields);
        assert.deepEqual(logged(), { good: 1 });
      });
      assert.equal(withContext(fields, () => logged()['good']), 1);
      assert.equal(lines.length, 2, lines.join('\n'));
      for (const said of lines) assert.match(said, line);
      assert.doesNotMatch(lines.join('\n'), /secret-message/);
    });
  }

  for (const name of ['request.id', 'request_id', 'correlation.id', 'correlation_id', 'trace_id', 'span_id', 'trace_flags', 'flow.id', 'flow_id', 'flow.name', 'flow.step.name', 'flow_step']) {
    it(`${name} is not written over, inside and outside of a request`, () => {
      inRequest(() => {
        bindContext({ [name]: 'mine', good: 1 }, { spans: true });
        assert.deepEqual([logged(), onSpan()], [{ good: 1 }, { good: 1 }]);
        assert.equal(sdk.finishedLogRecords().at(-1)?.attributes['request.id'], 'r1');
      });
      assert.deepEqual(withContext({ [name]: 'mine', good: 1 }, logged), { good: 1 });
      assert.equal(lines.length, 2, lines.join('\n'));
      for (const said of lines) assert.match(said, new RegExp(`context-field-invalid: .* the field "${name}" is called like an id, or like the name or the step of a flow; it is left out\\.`));
    });
  }

  for (const fields of [undefined, null, 'text', 7, () => 1, [1], Symbol('x')]) {
    it(`takes no fields that are ${typeof fields} ${Array.isArray(fields) ? 'list' : ''}`, () => {
      inRequest(() => bindContext(fields as never));
      assert.equal(withContext(fields as never, undefined as never, () => 7), 7);
      assert.equal(lines.length, 2);
      assert.match(lines[0] ?? '', /context-field-invalid: bindContext\(fields, options\?\): fields is .*, expected an object; nothing more is bound\./);
    });
  }

  it('takes no object whose names cannot be read', () => {
    const hostile = new Proxy({}, { ownKeys: () => { throw new TypeError('no'); } });
    inRequest(() => bindContext(hostile));
    assert.match(lines.join('\n'), /TypeError at .*; nothing more is bound/);
  });

  it('takes 64 fields', () => {
    inRequest(() => {
      bindContext(Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`f${index}`, index])));
      bindContext({ f3: 'again' });
      assert.equal(Object.keys(logged()).length, 64);
      assert.equal(logged()['f3'], 'again');
    });
    assert.match(lines.join('\n'), /the field "f64" is one of more than 64/);
  });

  it('outside of a request it is one problem, and does nothing', () => {
    for (let time = 0; time < 3; time++) bindContext({ a: 1 });
    assert.deepEqual(logged(), {});
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /context-field-invalid: bindContext\(fields, options\?\) was called outside of a request and of withContext, or OTEL_DISTRO_REQUEST_CONTEXT is false; nothing is bound\./);
  });

  it('throws only for what cannot be run', () => {
    assert.throws(() => withContext({}, undefined as never), { code: 'INVALID_ARGUMENT' });
    assert.throws(() => withContext({}, () => { throw new RangeError('own'); }), RangeError);
  });

  for (const status of ['disabled', undefined] as const) {
    it(`does nothing and says nothing where the distro is ${status ?? 'not loaded'}`, () => {
      undoState();
      const undo = status === undefined ? () => undefined : publishState({ ...state, status });
      try {
        bindContext({ a: 1 });
        inRequest(() => {
          bindContext({ a: 1 });
          assert.deepEqual(withContext({ b: 1 }, logged), {});
        });
        assert.deepEqual(lines, []);
      } finally {
        undo();
      }
    });
  }
});
