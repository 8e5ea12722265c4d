import { redisLoginFinder } from '../../../../src/redaction/text/redis-logins.js';
import { itFinds, itLeaves } from './find-with.js';

describe('redaction: commands of Redis that log in', () => {
  itFinds([redisLoginFinder], [
    ['AUTH pw', 'pw'],
    [' AUTH  pw\n', 'pw'],
    ['AUTH default pw', 'pw'],
    ['AUTH shop c0ff', 'c0ff'],
    ['auth c0ffee12', 'c0ffee12'],
    ['auth shop c0ffee12', 'c0ffee12'],
    ['AUTH shop 00112233-4455-6677-8899-aabbccddeeff', '00112233-4455-6677-8899-aabbccddeeff'],
    ['auth 00112233-4455-6677-8899-aabbccddeeff', '00112233-4455-6677-8899-aabbccddeeff'],
    ['HELLO 3 AUTH default pw', 'pw'],
    ['requirepass x9Kq27Lm', 'x9Kq27Lm'],
    ['hello 2 auth shop pw', 'pw'],
    ['CONFIG SET requirepass pw', 'pw'],
    ['config set masterauth pw', 'pw'],
  ]);
  itLeaves([redisLoginFinder], [
    'AUTH', 'AUTH ', 'auth service', 'Auth failed', 'AUTH failed', 'AUTH LOGIN', 'requirepass disabled', 'AUTH CRAM-MD5', 'AUTH service started', 'auth v2', 'auth shop c0ffee1', 'auth user 00112233-4455-6677-8899-aabbccddeeff', 'AUTH a b c', 'AUTH [REDACTED]', 'the AUTH pw', 'CONFIG SET maxmemory 100mb',
    'HELLO 3', 'HELLO 3 AUTH pw', 'hello 3 auth users online now', 'CONFIG SET requirepass ?', `AUTH ${'a1'.repeat(130)}`,
  ]);
});
