import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../src/redaction/options.js';
import { createReadings } from '../../../../src/redaction/values/readings.js';

describe('redaction: readings', () => {
  const { statement } = createReadings(defaultRedactionOptions, createKeyRules(defaultRedactionOptions), { replace: () => undefined, count: () => undefined });

  it('has one reading for all systems whose statements are read in the same way, however many names there are', () => {
    const unknown = statement(undefined);
    for (const system of ['', 'nosuch', 'x'.repeat(1000), 7]) assert.equal(statement({ 'db.system.name': system }), unknown);
    assert.equal(statement({ 'db.system': 'PostgreSQL' }), statement({ 'db.system.name': 'oracle.db' }));
    for (const system of ['postgresql', 'mysql', 'redis', 'memcached', 'mongodb']) assert.notEqual(statement({ 'db.system': system }), unknown);
    assert.equal(statement({ 'db.system.name': 'redis', 'db.system': 'mysql' }), statement({ 'db.system': 'redis' }));
  });
});
