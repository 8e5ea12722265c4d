import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createCellFinder } from '../../../../../src/redaction/text/assignments/cells.js';
import { itFinds, itLeaves } from '../find-with.js';
import { unitsThatTakeTooLong } from '../scrub-with.js';

const finder = createCellFinder(createKeyRules(defaultRedactionOptions));

describe('redaction: cells of tables', () => {
  itFinds([finder], [
    ['password\tc0ffee12', 'c0ffee12'],
    ['name\tvalue\nDB_PASSWORD\tc0ffee12\nhost\tdb1', 'c0ffee12'],
    ['| api_key | c0ffee12 |\n| host | db1 |', 'c0ffee12'],
    [' token   | c0ffee12', 'c0ffee12'],
  ]);
  itLeaves([finder], [
    'username\tpassword\temail2', 'id | token | created_at2', 'token | varchar(255) | no', 'password\tc0ffee1', 'password\tchanged today', 'password\t[REDACTED]', 'count 3\thost\tdb1', '1 password || 2', 'token | required 1',
  ]);

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(finder, ['\t', '|', ' |', 'password|', 'password\tc0ffee12', 'a', ' ']), []);
  });
});
