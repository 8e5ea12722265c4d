/** Decides by its name whether a key's value may leave: the sensitive words, the keys that only look sensitive, one decision per key. */

/** `redact-unless-number`: token *counts* are numbers, tokens are not. */
export type KeyDecision = 'keep' | 'redact' | 'redact-unless-number';
export type KeyRule = (key: string) => KeyDecision;

/** Compared with the key in lower case and without separators, so that `apiKey`, `API-KEY` and `x_api_key` are one rule. */
const sensitiveWords = /password|token|apikey|secret|authorization/;
const separators = /[^a-z0-9]/g;

/** The semantic-convention keys that hold one of the words and no secret; a test compares the list with the registry. */
const exemptKeys: ReadonlySet<string> = new Set([
  'aspnetcore.authorization.policy',
  'aspnetcore.authorization.result',
  'aspnetcore.identity.password_check_result',
  'aspnetcore.identity.token_purpose',
  'aspnetcore.identity.token_verified',
  'aws.secretsmanager.secret.arn',
  'gen_ai.token.type',
]);

const maxCachedKeys = 4096;
const maxCachedKeyLength = 256;

/** A rule with its own bounded cache: when it is full, further keys are decided each time. */
export function createKeyRule(): KeyRule {
  const decisions = new Map<string, KeyDecision>();
  return (key) => {
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const decision = decideKey(key);
    if (decisions.size < maxCachedKeys && key.length <= maxCachedKeyLength) decisions.set(key, decision);
    return decision;
  };
}

function decideKey(key: string): KeyDecision {
  if (exemptKeys.has(key)) return 'keep';
  const word = key.toLowerCase().replaceAll(separators, '');
  if (!sensitiveWords.test(word)) return 'keep';
  return word.endsWith('tokens') ? 'redact-unless-number' : 'redact';
}
