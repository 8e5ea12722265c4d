import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { itFinds, itLeaves } from '../find-with.js';

const finders = [createAssignmentFinder(createKeyRules(defaultRedactionOptions))];

describe('redaction: headers in text', () => {
  itFinds(finders, [
    ['Authorization: Key c0ffee12', 'Key c0ffee12'],
    ['Authorization: Custom-Thing x', 'Custom-Thing x'],
    ['Authorization: Custom x b c1', 'Custom x b c1'],
    ['X-Authorization: Custom x', 'Custom x'],
    ['Proxy-Authorization: Custom x', 'Custom x'],
    // the scheme stays, however short the credential is
    ['Authorization: Token abc123', 'abc123'],
    ['Authorization: Bearer abc', 'abc'],
    ['Authorization: Basic YTpi', 'YTpi'],
    ['GET / HTTP/1.1\r\nAuthorization: Token abc123\r\nHost: x', 'abc123'],
    ['Authorization: Custom-Thing x\r\nHost: x', 'Custom-Thing x'],
    [String.raw`{"raw":"GET /\r\nAuthorization: Token abc123\r\nHost: x"}`, 'abc123'],
    ["-H 'Authorization: Custom x' -d", 'Custom x'],
    // in a sentence
    ['sent Authorization: Key c0ffee12 to x', 'Key c0ffee12'],
    ['sent Authorization: Bearer abc1 to x', 'abc1'],
    // letters alone, in no order that `looksMade` would see
    ['sent Authorization: Bearer fhDKsogHgfoUJguwZgwqPYhc to x', 'fhDKsogHgfoUJguwZgwqPYhc'],
    ['Authorization: Bearer fhDKsogHgfoUJguwZgwqPYhc', 'fhDKsogHgfoUJguwZgwqPYhc'],
    ['Authorization: Bearer fhDKsogHgfoUJguwZgwqPYhc was sent', 'fhDKsogHgfoUJguwZgwqPYhc was sent'],
    ['login authorization: is c0ffee7 ok', 'is c0ffee7'],
  ]);

  itLeaves(finders, [
    'Authorization: required', 'authorization: failed', 'authorization: missing', 'Authorization: none', 'Authorization: disabled', 'Authorization: rejected for 10.0.0.1', 'authorization: denied (403)',
    'authorization: user may never do this', 'authorization: check failed', 'Authorization: Custom [REDACTED])', 'Authorization: Bearer token missing', 'Authorization: Bearer <token>', 'Authorization: <scheme> <credentials>', 'Authorization: Bearer realm="x"', 'Authorization: Bearer [REDACTED]', 'Authorization: Bearer InvalidTokenException was thrown', 'sent Authorization: Bearer InvalidTokenException to x',
    'Authorization: Custom [REDACTED]', 'authorization?: string | undefined;', 'headers: { Authorization: await this.header() }', 'Cookie: consent given', 'sent Authorization: Key and more', 'no Authorization: Bearer prefix', 'sent Authorization: Bearer PrefixAndMore',
  ]);
});
