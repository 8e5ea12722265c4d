/** The table of rules: what the distro hides, under public names that stand in settings, in the metric and in the guide. */
import type { AdjustableRule } from '../settings/redaction-choices.js';

/**
 * What `OTEL_DISTRO_REDACT_ALLOW_KEYS` can lift, and what nothing lifts:
 * `key` and `context` rules go by a name next to the value, `shape` rules by the value itself, `personal` rules belong to the preset `pii`,
 * `limit` rules stand for what could not be looked at.
 */
export type RuleKind = 'key' | 'context' | 'shape' | 'personal' | 'limit';

export interface RuleDefinition {
  readonly kind: RuleKind;
  /** One sentence for the guide: what it hides. */
  readonly doc: string;
  /** A value that only this rule changes, and what becomes of it; a test switches the rule off and sees it leave. */
  readonly example?: readonly [key: string | undefined, before: string, after: string];
}

const rule = (kind: RuleKind, doc: string, example?: RuleDefinition['example']): RuleDefinition => ({ kind, doc, ...(example && { example }) });

export const rules = {
  key: rule('key', 'The whole value of a key that names a secret.', ['user.passphrase', 'blue sky', '[REDACTED]']),
  strict: rule('key', 'Attributes that are not on the list of `strict`; they are dropped.'),
  cookie: rule('context', 'The values of cookies; their names stay.', ['http.request.header.cookie', 'theme=dark; sid=x1', 'theme=[REDACTED]; sid=[REDACTED]']),
  statement: rule('context', 'Literals of database statements that are not parameterised.', ['db.query.text', "SELECT 1 FROM a WHERE b = 'c'", 'SELECT ? FROM a WHERE b = ?']),
  'url-parameter': rule('context', 'Query parameters of URLs that name a secret or a signature.', [undefined, 'GET /cb?auth=c0ffee', 'GET /cb?auth=[REDACTED]']),
  assignment: rule('context', 'Values next to a secret name in text: `password=…`, `"token": "…"` and their other spellings.', [undefined, 'login with password=c0ffee', 'login with password=[REDACTED]']),
  'auth-scheme': rule('context', 'Credentials behind `Bearer`, `Basic` and the other authentication schemes.', [undefined, 'sent Bearer c0ffee12', 'sent Bearer [REDACTED]']),
  'url-credentials': rule('shape', 'User and password, or a token alone, in front of the host of a URL.', [undefined, 'redis://u:pw@cache:6379/0', 'redis://[REDACTED]@cache:6379/0']),
  'private-key': rule('shape', 'Private keys in PEM form, from BEGIN to END, and those of PuTTY.', [undefined, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', '[REDACTED]']),
  'vendor-token': rule('shape', 'Tokens that vendors mark with a prefix or another part of their own, and hashes of passwords.'),
  jwt: rule('shape', 'JSON Web Tokens, cut or complete.'),
  card: rule('shape', 'Payment card numbers: issuer, length and check digit are right.', [undefined, 'paid with 4242 4242 4242 4242', 'paid with [REDACTED]']),
  email: rule('personal', 'E-mail addresses.', [undefined, 'mail to ada@example.com', 'mail to [REDACTED]']),
  'ip-address': rule('personal', 'Public IP addresses.', [undefined, 'from 81.2.69.142', 'from [REDACTED]']),
  iban: rule('personal', 'Bank accounts: country, length and check digits are right.', [undefined, 'to GB29NWBK60161331926819', 'to [REDACTED]']),
  ssn: rule('personal', 'US social security numbers.', [undefined, 'ssn 536-90-4399', 'ssn [REDACTED]']),
  phone: rule('personal', 'Phone numbers.', [undefined, 'call +49 30 901820', 'call [REDACTED]']),
  'mac-address': rule('personal', 'MAC addresses.', [undefined, 'if 00:1b:63:84:45:e6', 'if [REDACTED]']),
  pattern: rule('shape', 'What the patterns of `OTEL_DISTRO_REDACT_PATTERNS` match.'),
  callback: rule('shape', 'What a callback of the app changed.'),
  oversize: rule('limit', 'The rest of a value that is too large to be looked at.'),
  depth: rule('limit', 'What lies too deep in a value.'),
  cycle: rule('limit', 'A value that contains itself.'),
  error: rule('limit', 'A value that could not be read, or a rule that threw.'),
} as const satisfies Readonly<Record<AdjustableRule | 'strict' | 'callback' | 'oversize' | 'depth' | 'cycle' | 'error', RuleDefinition>>;

export type RuleName = keyof typeof rules;
