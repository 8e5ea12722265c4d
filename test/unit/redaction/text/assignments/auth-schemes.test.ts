import assert from 'node:assert/strict';
import { blankBehindScheme, schemes } from '../../../../../src/redaction/text/assignments/auth-scheme-words.js';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createAuthSchemeFinder } from '../../../../../src/redaction/text/assignments/auth-schemes.js';
import { itFinds, itLeaves } from '../find-with.js';

const finder = createAuthSchemeFinder(createKeyRules(defaultRedactionOptions));
const long = 'c0ffee12'.repeat(3);

describe('redaction: authentication schemes', () => {
  itFinds([finder], [
    ['Bearer [REDACTED]real', '[REDACTED]real'],
    ['sent Bearer c0ffee12.', 'c0ffee12.'],
    ['BEARER c0ffee', 'c0ffee'],
    ['bearer   c0ffee12, next', 'c0ffee12'],
    ['bearer "c0ffee12"', 'c0ffee12'],
    [`bearer ${'abcdefghijklmnopq'}`, 'abcdefghijklmnopq'],
    ['bearer aBcDeFgHi', 'aBcDeFgHi'],
    ['Basic Z3Vlc3Q6cGE=', 'Z3Vlc3Q6cGE='],
    ['Basic c3ZjOmh0', 'c3ZjOmh0'],
    [`Token ${long}`, long],
    [`ApiKey ${long}`, long],
    [`Negotiate ${long}`, long],
    [`NTLM ${long}`, long],
    [`SSWS ${long}`, long],
    [`GenieKey ${long}`, long],
    [`DeepL-Auth-Key ${long}:fx`, `${long}:fx`],
    ['Digest username="bob", response="c0ffee"', 'username="bob", response="c0ffee"'],
    ['x: "Hawk id=\'a\', mac=b" y', "id='a', mac=b"],
    ['AWS4-HMAC-SHA256 Credential=AK/x, SignedHeaders=host, Signature=c0ffee\nHost: a', 'Credential=AK/x, SignedHeaders=host, Signature=c0ffee'],
    [`call with Bearer ${'fhDKsogHgfoUJ'}guwZgwqPYhc failed`, `${'fhDKsogHgfoUJ'}guwZgwqPYhc`],
    ['sent API_KEY x9Kq27Lm.', 'x9Kq27Lm'],
    ['access_token x9Kq27Lm', 'x9Kq27Lm'],
    ['aws configure set aws_secret_access_key x9Kq27Lm', 'x9Kq27Lm'],
    ['two: Bearer c0ffee12 Bearer c0ffee34', 'c0ffee12', 'c0ffee34'],
  ]);

  itLeaves([finder], [
    'a basic HTTP/1.1 client',
    'Bearer token was not sent', 'bearer authentication is required', 'Bearer AuthenticationFailedException', 'Bearer realm="a"', 'bearer abcdefghijklmnop', 'bearer c0ffe', 'Bearer',
    'Bearer InvalidTokenException was thrown', 'Bearer TokenAuthenticationFilter found', 'Bearer yourAccessTokenHere', 'Bearer JWTVerificationError', 'Basic fhDKsogHgfoUJguwZgwqPYhc',
    'api_key expired', 'primary_key x9Kq27Lm', 'access_token count12', 'access_token [REDACTED]', 'api_key x9Kq2',
    'Basic plan', 'basic c3ZjOm0', 'token expired', 'token c0ffee12c0ffee1', 'digest sha256:c0ffee12c0ffee12', 'digest is c0ffee12', 'the signature matches',
    'token_type=Bearer valid_for=3599', 'forbearer c0ffee12', 'Bearer [REDACTED]', 'Bearer ****e12x', 'Bearer {token}', 'request c0ffee12c0ffee12c0ffee12', 'jwt malformed',
  ]);

  it('sees each of the words in front of a blank, in any case', () => {
    for (const scheme of schemes.keys()) {
      for (const word of [scheme, scheme.toUpperCase(), `say ${scheme}`]) assert.equal(blankBehindScheme(`${word} x`, word.length), word.length, word);
    }
    assert.equal(blankBehindScheme('orders x', 0), -1);
    assert.equal(blankBehindScheme('', 0), -1);
  });
});
