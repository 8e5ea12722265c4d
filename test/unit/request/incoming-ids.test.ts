/** Which ids of callers are taken, what comes in the place of the others, and what is counted. */
import assert from 'node:assert/strict';
import { IncomingFrame } from '../../../src/request/incoming-ids.js';
import { uuid } from '../../support/request-service.js';
import { createIds, replacedBy } from './create-ids.js';

const secret = ['ghp', 'x7Kq2mWv9TzR4bNc8LdJ5hYs3GfP6aEu1XoC'].join('_');

describe('incoming ids', () => {
  for (const id of ['7', 'order-7', '0af76519-16cd-43dd-8448-eb211c80319c', '01JD0ZQ3V9K7M8N5P2R4S6T8W0', 'Root=1-67891233-abcdef012345678912345678', '|7e2f.1.', 'a+b/c==', 'x'.repeat(128)]) {
    it(`takes ${id.slice(0, 50)}`, () => {
      const ids = createIds();
      const frame = new IncomingFrame(ids, id, `${id.slice(0, -1)}c`);
      assert.deepEqual([frame.requestId, frame.correlationId], [id, `${id.slice(0, -1)}c`]);
      assert.deepEqual(replacedBy(ids), []);
    });
  }

  for (const [title, given, reason] of [
    ['an empty one', '', 'empty'],
    ['one that is too long', 'x'.repeat(129), 'length'],
    ['1 MB', 'x'.repeat(2 ** 20), 'length'],
    ['a blank', 'a b', 'characters'],
    ['a line break', 'a\r\nX-Admin: 1', 'characters'],
    ['markup', '<script>', 'characters'],
    ['a template', '${jndi:ldap}', 'characters'],
    ['what is not ASCII', 'é', 'characters'],
    ['a number', 7, 'characters'],
    ['an object', {}, 'characters'],
    ['two, as Node.js joins them', 'a, b', 'repeated'],
    ['two', ['a', 'b'], 'repeated'],
    ['a bad one in a list', ['a b'], 'characters'],
    ['a secret', secret, 'secret'],
  ] as const) {
    it(`replaces ${title}`, () => {
      const ids = createIds();
      const frame = new IncomingFrame(ids, given, given);
      assert.match(frame.requestId, uuid);
      assert.equal(frame.correlationId, frame.requestId);
      assert.equal(frame.requestId, frame.requestId);
      assert.deepEqual(replacedBy(ids), [`request_id ${reason} 1`, `correlation_id ${reason} 1`]);
    });
  }

  it('makes what is missing, counts nothing, and takes the only one of a list', () => {
    const ids = createIds();
    for (const missing of [undefined, null, []]) assert.match(new IncomingFrame(ids, missing, missing).requestId, uuid);
    assert.equal(new IncomingFrame(ids, ['a'], undefined).correlationId, 'a');
    assert.deepEqual(replacedBy(ids), []);
  });

  it('makes nothing that nobody asks for', () => {
    const trusted: string[] = [];
    const frame = new IncomingFrame(createIds({ trust: (attribute, id) => void trusted.push(attribute, id) }), undefined, undefined);
    const { requestId } = frame;
    assert.equal(typeof requestId, 'string');
    assert.deepEqual(trusted, []);
    frame.trustIds();
    frame.trustIds();
    assert.deepEqual(trusted, ['request.id', requestId, 'correlation.id', requestId]);
  });

  it('need not be looked at with a method and a route in which nothing is hidden', () => {
    const frame = new IncomingFrame(createIds(), undefined, undefined, 'GET');
    assert.ok(frame.cleanFor('/orders/:order'));
    assert.equal(frame.cleanFor('/orders/:order'), frame.cleanFor(undefined));
    assert.equal(frame.cleanFor('/reset?password=hunter2hunter2'), undefined);
  });

  it('makes a thousand different ids', () => {
    const made = Array.from({ length: 1000 }, () => new IncomingFrame(createIds(), undefined, undefined).requestId);
    assert.equal(new Set(made).size, 1000);
    for (const id of made) assert.match(id, uuid);
  });
});
