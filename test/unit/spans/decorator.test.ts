/** `@traced(…)` as tsx compiles it: decorators of the standard. Those of `experimentalDecorators` are in test/integration. */
import { SpanKind } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { traced } from '../../../src/spans/traced.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

const symbol = Symbol('by symbol');

class Mailer {
  static sent = 0;
  readonly #from: string;

  constructor(from: string) {
    this.#from = from;
  }

  @traced('send mail')
  async send(to: string, copies = 1): Promise<string> {
    Mailer.count();
    return `${this.#sign()} to ${to}, ${copies}`;
  }

  @traced()
  static count(): number {
    return ++Mailer.sent;
  }

  @traced()
  #sign(): string {
    return `from ${this.#from}`;
  }

  @traced({ name: 'read sender', kind: SpanKind.CLIENT, attributes: { 'mail.part': 'sender' } })
  get sender(): string {
    return this.#from;
  }

  @traced()
  reply = async (to: string): Promise<string> => `${this.#from} again to ${to}`;

  @traced()
  *[symbol](): Generator<number> {
    yield 1;
  }

  @traced({ attributes: { 'mail.part': 'body' } })
  identity<Value>(value: Value): Value {
    return value;
  }
}

class Newsletter extends Mailer {}

describe('@traced', () => {
  let sdk: InMemorySdk;
  const names = (): string[] => sdk.finishedSpans().map(({ name }) => name);

  beforeEach(() => {
    sdk = startInMemorySdk();
  });
  afterEach(() => sdk.stop());

  it('traces methods, static and private ones too', async () => {
    assert.equal(await new Mailer('ada').send('bob'), 'from ada to bob, 1');
    assert.deepEqual(names(), ['Mailer.count', 'Mailer.#sign', 'send mail']);
    assert.equal(sdk.spanNamed('Mailer.#sign').parentSpanContext?.spanId, sdk.spanNamed('send mail').spanContext().spanId);
  });

  it('traces getters, and takes options', () => {
    assert.equal(new Mailer('ada').sender, 'ada');
    const { kind, attributes } = sdk.spanNamed('read sender');
    assert.deepEqual([kind, attributes], [SpanKind.CLIENT, { 'mail.part': 'sender' }]);
  });

  it('traces functions in fields, each with its own this', async () => {
    const [ada, bob] = [new Mailer('ada'), new Mailer('bob')];
    assert.deepEqual([await ada.reply('x'), await bob.reply.call(undefined as never, 'y')], ['ada again to x', 'bob again to y']);
    assert.deepEqual(names(), ['Mailer.reply', 'reply']);
  });

  it('traces generators and methods that a symbol names', () => {
    assert.deepEqual([...new Mailer('ada')[symbol]()], [1]);
    assert.deepEqual(names(), ['Mailer.[by symbol]']);
  });

  it('names a span after the class that is there', () => {
    const number: number = new Newsletter('ada').identity(5);
    assert.equal(number, new Mailer('ada').identity(5));
    assert.deepEqual(names(), ['Newsletter.identity', 'Mailer.identity']);
    assert.deepEqual(sdk.spanNamed('Mailer.identity').attributes, { 'mail.part': 'body' });
  });

  it('leaves name and length of a method', () => {
    assert.deepEqual([Mailer.prototype.send.name, Mailer.prototype.send.length], ['send', 1]);
  });

  it('refuses what it cannot trace, in a sentence', () => {
    const decorate = traced('x') as (value: unknown, context: unknown, descriptor?: unknown) => unknown;
    const message = (what: string): object => ({ code: 'INVALID_ARGUMENT', message: `@traced(…) is for methods, getters and fields that hold a function; here it stands before ${what}` });
    assert.throws(() => decorate(Mailer, { kind: 'class', name: 'Mailer' }), message('something of the kind "class"'));
    assert.throws(() => decorate({}, { kind: 'accessor', name: 'x' }), message('something of the kind "accessor"'));
    assert.throws(() => (decorate(undefined, { kind: 'field', name: 'total' }) as (value: unknown) => unknown)(5), message('the field total, which holds none'));
    assert.throws(() => decorate({}, 'field'), message('a field; with experimentalDecorators, write `field = traced(name, fn)`'));
  });
});
