import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';

const secret = 'c0ffee';

describe('redaction: values whose name stands beside them', () => {
  const redactor = createRedactor();
  const redact = (value: unknown): unknown => redactor.redactValue(undefined, value, 'log');

  for (const [name, value] of [['name', 'value'], ['key', 'value'], ['header', 'value'], ['k', 'v'], ['key', 'val'], ['Name', 'Value'], ['field', 'value']] as const) {
    it(`{ ${name}, ${value} }`, () => {
      assert.deepEqual(redact({ [name]: 'x-api-key', [value]: secret }), { [name]: 'x-api-key', [value]: '[REDACTED]' });
      assert.deepEqual(redact([{ [value]: { deep: [secret] }, [name]: 'password' }]), [{ [value]: '[REDACTED]', [name]: 'password' }]);
      const harmless = { [name]: 'colour', [value]: 'blue' };
      assert.equal(redact(harmless), harmless);
    });
  }

  it('reads a value by the grammar of its name', () => {
    assert.deepEqual(redact({ name: 'Cookie', value: `sid=${secret}` }), { name: 'Cookie', value: 'sid=[REDACTED]' });
    assert.deepEqual(redact({ name: 'location', value: 'https://ada@h/' }), { name: 'location', value: 'https://REDACTED@h/' });
  });

  it('reads lists of names and values in turn, and lists of pairs', () => {
    assert.deepEqual(redact(['Host', 'h', 'Authorization', secret, 'Cookie', `sid=${secret}`]), ['Host', 'h', 'Authorization', '[REDACTED]', 'Cookie', 'sid=[REDACTED]']);
    assert.deepEqual(redact([['accept', '*/*'], ['authorization', secret]]), [['accept', '*/*'], ['authorization', '[REDACTED]']]);
    assert.deepEqual(redact([['set-cookie', [`a=${secret}; Path=/`]]]), [['set-cookie', ['a=[REDACTED]; Path=/']]]);
  });

  it('finds them in what the platform has for headers and forms', () => {
    const headers = JSON.stringify(redact(new Headers({ accept: '*/*', authorization: secret })));
    assert.ok(headers.includes('accept') && !headers.includes(secret));
    const form = new FormData();
    form.append('password', secret);
    assert.ok(!JSON.stringify(redact(form)).includes(secret));
    assert.equal(String(redact(new URLSearchParams({ a: 'b', password: secret }))), 'a=b&password=REDACTED');
    const harmless = new Headers({ accept: '*/*' });
    assert.equal(redact(harmless), harmless);
  });

  it('takes what becomes a text only when it is redacted for no name, now or the next time', () => {
    const once = redact({ name: Buffer.from(`password:${secret}`), value: 'x' });
    assert.deepEqual(once, { name: 'password:[REDACTED]', value: 'x' });
    assert.deepEqual(redact(once), once);
  });

  it('takes no sentence and no option with a value for a name', () => {
    const lists = [['the password is wrong', 'try again'], ['--monkey=x', 'y']];
    for (const list of lists) assert.equal(redact(list), list);
  });
});
