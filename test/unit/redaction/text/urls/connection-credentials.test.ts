import assert from 'node:assert/strict';
import { connectionCredentialsFinder, hostListFinder } from '../../../../../src/redaction/text/urls/connection-credentials.js';
import { itFinds, itLeaves } from '../find-with.js';
import { unitsThatTakeTooLong } from '../scrub-with.js';

/** Not written out, so that no scanner takes the tests for a leak. */
const pair = ['svc', 's3cr3t'].join(':');

describe('redaction: credentials of connection strings that are no URLs', () => {
  itFinds([hostListFinder], [
    ['jdbc:mysql://[(host=a,port=1,user=u,password=p),(host=b,user=v,password=q)]/db', 'user=u,password=p', 'user=v,password=q'],
    ['jdbc:mysql://(host=a,user=u,port=1,password=p)/db', 'user=u', 'password=p'],
    ['jdbc:mysql://address=(host=a)(port=1)(user=u)(password=p)/db', 'user=u)(password=p'],
  ]);
  itLeaves([hostListFinder], [
    'jdbc:mysql://[(host=a,port=1),(host=b)]/db', 'jdbc:mysql://[(host=a,[REDACTED])]/db', 'https://x/(user=u,password=p)', 'http://[::1]:80/?user=u', '(user=u)', 'https://x',
  ]);

  itFinds([connectionCredentialsFinder], [
    [`${pair}@tcp(db:3306)/shop`, pair],
    [`dsn ${pair}@unix(/tmp/mysql.sock)/shop`, pair],
    [`DSN=${pair}@x/y@tcp(127.0.0.1:3306)/shop`, `${pair}@x/y`],
    ['open "root:pw@tcp6([::1]:80)/"', 'root:pw'],
    ['root:pw@/shop?parseTime=true', 'root:pw'],
    [`proxy=${pair}@proxy.example.com:8080`, pair],
    [`postgres:${pair}@db`, pair],
    ['mysql:root:pw@db/shop', 'root:pw'],
  ]);
  itLeaves([connectionCredentialsFinder], [
    'sip:alice99@host:5060', 'user@host:22', 'git@github.com:org/repo.git', 'mail ada@example.com: 12', '1@localhost:9093,2@localhost:9094', '[REDACTED]@tcp(db:3306)/shop',
    'image:v1@sha256:0123', 'f@http://h:80/a.js:1:2', 'pkg:npm/a9@1.2.3', `https://${pair}@h:80/`, 'a:b@Input()', 'user:@tcp(db)', ':pw@tcp(db)', 'time: now@db:3306', 'a:b@c',
  ]);

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(connectionCredentialsFinder, ['@', ':@', 'a:b1@', 'a:b1@tcp(', '@a.', ':']), []);
    assert.deepEqual(unitsThatTakeTooLong(hostListFinder, ['://(', '://(user=', '(user=a,', '://[(user=a)(password=b']), []);
  });
});
