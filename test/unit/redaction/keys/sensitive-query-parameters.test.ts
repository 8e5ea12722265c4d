/** `sensitive_query_parameters` stands in the place of the list of the semantic conventions, and of nothing else. */
import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';

const url = 'https://bucket/x?Signature=c0ffee01&sig=c0ffee02&proof=c0ffee04&token=c0ffee05&code_verifier=c0ffee06';
const hiddenIn = (sensitiveQueryParameters: readonly string[] | undefined): string[] => {
  const redacted = String(createRedactor({ sensitiveQueryParameters }).redactValue('url.full', url, 'span'));
  return [...redacted.matchAll(/(\w[\w-]*)=REDACTED/g)].map(([, name = '']) => name);
};

describe('sensitive query parameters', () => {
  it('are those of the semantic conventions, when nothing is set', () => {
    assert.deepEqual(hiddenIn(undefined), ['Signature', 'sig', 'token', 'code_verifier']);
  });

  it('are the given ones, case-sensitive, beside names that are secret anywhere', () => {
    assert.deepEqual(hiddenIn(['proof', 'SIG']), ['proof', 'token', 'code_verifier']);
    assert.deepEqual(hiddenIn(['sig']), ['sig', 'token', 'code_verifier']);
    assert.deepEqual(hiddenIn([]), ['token', 'code_verifier']);
  });

  it('are lifted for names that the user allowed', () => {
    const redactor = createRedactor({ allowKeys: ['sig'] });
    assert.equal(redactor.redactValue('url.query', 'sig=c0ffee01&signature=c0ffee02', 'span'), 'sig=c0ffee01&signature=REDACTED');
  });
});
