/** Names of keys in settings, within values: they hold for the path to a value as they hold for a flat key. */
import assert from 'node:assert/strict';
import type { RedactionOptions } from '../../../src/redaction/options.js';
import { createRedactor } from '../../../src/redaction/redactor.js';

const hidden = '[REDACTED]';

function redact(options: Partial<RedactionOptions>, value: unknown): unknown {
  return createRedactor(options).redactValue(undefined, value, 'log');
}

describe('names of keys within values', () => {
  describe('OTEL_DISTRO_REDACT_KEYS', () => {
    const keys = ['customer.id', 'cart.*'];

    it('hides by the path as by a flat key', () => {
      assert.deepEqual(redact({ keys }, { 'customer.id': 7, 'cart.total': 5 }), { 'customer.id': hidden, 'cart.total': hidden });
      assert.deepEqual(redact({ keys }, { customer: { id: 7, name: 'Ada' }, cart: { total: 5, items: [{ sku: 'a' }] }, id: 3, total: 4 }), {
        customer: { id: hidden, name: 'Ada' },
        cart: { total: hidden, items: hidden },
        id: 3,
        total: 4,
      });
    });

    it('at any depth, in lists, maps, errors and under symbols, and in attributes', () => {
      const customer = { id: 7, ids: 8 };
      const left = { id: hidden, ids: 8 };
      assert.deepEqual(redact({ keys }, { order: { Customer: customer } }), { order: { Customer: left } });
      assert.deepEqual(redact({ keys }, { customer: [customer, [customer]] }), { customer: [left, [left]] });
      assert.deepEqual(redact({ keys }, [{ customer }, new Map([['customer', customer]]), { id: 1 }]), [{ customer: left }, new Map([['customer', left]]), { id: 1 }]);
      assert.deepEqual(redact({ keys }, { customer: new Map([['id', 7], ['ids', 8]]), id: 1 }), { customer: new Map<string, unknown>([['id', hidden], ['ids', 8]]), id: 1 });
      const error = redact({ keys }, Object.assign(new Error('x', { cause: { customer } }), { customer })) as Error & { customer: unknown };
      assert.deepEqual([error.customer, error.cause], [left, { customer: left }]);
      const splat = Symbol.for('splat');
      assert.deepEqual(redact({ keys }, { z: { a: 1 }, [splat]: [{ customer }] }), { z: { a: 1 }, [splat]: [{ customer: left }] });
      const redactor = createRedactor({ keys });
      assert.deepEqual(redactor.redactAttributes({ customer }, 'log'), { customer: left });
      assert.deepEqual(redactor.redactValue('customer', customer, 'resource'), left);
      assert.deepEqual(redactor.redactValue(undefined, customer, 'log'), customer);
    });

    it('goes by whole words in a row, in any spelling', () => {
      for (const key of ['customer.id', 'customerId', 'CUSTOMERID', 'customer_id', 'Customer-ID', 'shop.CUSTOMERID', 'customerID2'.slice(0, -1)]) {
        assert.deepEqual(redact({ keys: ['customer.id'] }, { [key]: 7 }), { [key]: hidden }, key);
        assert.deepEqual(redact({ keys: ['CUSTOMERID'] }, { [key]: 7 }), { [key]: hidden }, key);
      }
      for (const key of ['customers.id', 'customer.ids', 'mycustomerid', 'customerids', 'id', 'customer']) {
        assert.deepEqual(redact({ keys: ['customer.id'] }, { [key]: 7 }), { [key]: 7 }, key);
      }
      assert.deepEqual(redact({ keys: ['имя'] }, { имя: 'a', город: 'b' }), { имя: hidden, город: 'b' });
    });

    it('a name with a star is compared with the whole path', () => {
      assert.deepEqual(redact({ keys: ['a.*.c'] }, { a: { b: { c: 1, d: 2 } }, b: { a: { b: { c: 3 } } } }), { a: { b: { c: hidden, d: 2 } }, b: { a: { b: { c: 3 } } } });
    });

    it('knows each place anew: an entry behind another, and a getter that redacts', () => {
      const redactor = createRedactor({ keys: ['customer.id'] });
      const value = {
        get customer() {
          return { note: redactor.redactValue(undefined, { id: 1, x: { id: 2 } }, 'log'), id: 3 };
        },
        other: { id: 4 },
      };
      assert.deepEqual(redactor.redactValue(undefined, value, 'log'), { customer: { note: { id: 1, x: { id: 2 } }, id: hidden }, other: { id: 4 } });
      const half = new Proxy({ customer: 1, b: 2 }, {
        getOwnPropertyDescriptor: (target, key) => (key === 'b' ? assert.fail() : Reflect.getOwnPropertyDescriptor(target, key)),
      });
      assert.deepEqual(redactor.redactValue(undefined, [half, { id: 6 }], 'log'), ['[REDACTED:error]', { id: 6 }]);
      const failing = { customer: { get x(): never { throw new Error('x'); }, deep: { deeper: {} } }, id: 5 };
      assert.deepEqual(redactor.redactValue(undefined, failing, 'log'), { customer: { x: '[REDACTED:error]', deep: { deeper: {} } }, id: 5 });
    });
  });

  describe('OTEL_DISTRO_REDACT_ALLOW_KEYS', () => {
    it('lets out by the path what is hidden by its name', () => {
      const allowKeys = ['user.token', 'a.*.secret'];
      assert.deepEqual(redact({ allowKeys }, { user: { token: 'x', secret: 'y' }, token: 'z', a: { b: { secret: 's' } } }), {
        user: { token: 'x', secret: hidden },
        token: hidden,
        a: { b: { secret: 's' } },
      });
    });

    it('lets it out of a record that is hidden itself, and nothing else of it', () => {
      const allowKeys = ['session.token_age', 'auth.user.name'];
      assert.deepEqual(redact({ allowKeys }, { session: { token_age: 5, note: 'x', list: ['y'], deep: { token_age: 6 } }, auth: { user: { name: 'ada', id: 1 }, id: 2 } }), {
        session: { token_age: 5, note: hidden, list: hidden, deep: hidden },
        auth: { user: { name: 'ada', id: hidden }, id: hidden },
      });
      for (const session of ['x', ['x'], [{ token_age: 1 }], new Map([['token_age', 1]]), { toJSON: () => 'x' }, new Date(0)]) {
        assert.deepEqual(redact({ allowKeys }, { session }), { session: hidden });
      }
      assert.deepEqual(redact({ allowKeys: ['session.data'] }, { session: { data: { a: 1, b: ['x'] }, c: 'y' } }), { session: { data: { a: 1, b: ['x'] }, c: hidden } });
    });

    it('does not win over a name that is hidden by the user', () => {
      assert.deepEqual(redact({ keys: ['session'], allowKeys: ['user.token'] }, { session: { user: { token: 'x' } } }), { session: hidden });
      assert.deepEqual(redact({ keys: ['user.token'], allowKeys: ['user.token'] }, { user: { token: 'x' } }), { user: { token: hidden } });
    });
  });

  describe('strict', () => {
    it('lets out by the path what is on the list, and drops the rest', () => {
      const value = { http: { request: { method: 'GET', body: 'x' }, route: '/a' }, service: { name: 's', x: { y: 1 } }, customer: { id: 7 }, route: '/b', code: ['x'] };
      assert.deepEqual(redact({ mode: 'strict' }, value), { http: { request: { method: 'GET' }, route: '/a' }, service: { name: 's', x: { y: 1 } } });
    });

    it('what the user allowed, with all that is in it', () => {
      const value = { order: { id: 7, note: 'x', items: [{ sku: 'a' }], password: 'y' }, tenant: { name: 'blue', id: 1 } };
      assert.deepEqual(redact({ mode: 'strict', allowKeys: ['order', 'tenant.name'] }, value), {
        order: { id: 7, note: 'x', items: [{ sku: 'a' }], password: hidden },
        tenant: { name: 'blue' },
      });
    });

    it('a value of a known name that is no record is dropped', () => {
      for (const http of ['x', 1, ['GET'], new Map([['route', '/a']])]) assert.deepEqual(redact({ mode: 'strict' }, { http, 'http.route': '/a' }), { 'http.route': '/a' });
    });
  });
});
