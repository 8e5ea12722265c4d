/** The words that make a key secret, and how a key is taken apart into words. */

/** Looked for anywhere in the key, in lower case and without separators, so that `apiKey`, `API-KEY` and `x_api_key` are one rule. Always on. */
export const requiredWords = ['password', 'token', 'apikey', 'secret', 'authorization'] as const;

/** Looked for like the required ones; the rule `key` can be switched off for them. Each is too long or too odd to stand in an ordinary word. */
export const furtherWords = [
  // what people and services log in with
  'passwd', 'pwd', 'pswd', 'passphrase', 'seedphrase', 'passcode', 'passkey', 'credential',
  'passwort', 'kennwort', 'motdepasse', 'contraseña', 'contrasena', 'wachtwoord', 'lösenord', 'losenord', 'hasło', 'пароль', '密码', '密碼', 'パスワード', '비밀번호',
  'dbpass', 'databasepass', 'userpass', 'adminpass', 'rootpass', 'mysqlpass', 'redispass', 'smtppass', 'mailpass', 'ftppass', 'ldappass', 'sslpass', 'keypass', 'storepass',
  'bearer', 'jwt', 'twofactor', 'recoverycode', 'backupcode', 'verificationcode', 'codeverifier', 'clientassertion', 'jwtassertion', 'samlresponse', 'samlassertion',
  // keys, each with the word that tells it from a cache key
  'privatekey', 'privkey', 'accesskey', 'signingkey', 'encryptionkey', 'encryptkey', 'decryptionkey', 'clientkey', 'consumerkey', 'authkey', 'subscriptionkey',
  'accountkey', 'servicekey', 'dbkey', 'databasekey', 'masterkey', 'sharedkey', 'sharedaccess', 'sessionkey', 'licensekey', 'licencekey', 'ingestionkey', 'ingestkey',
  'instrumentationkey', 'integrationkey', 'functionskey', 'webhookkey', 'deploykey', 'applicationkey', 'appkey', 'mashapekey', 'fastlykey', 'sentrykey', 'honeycombteam',
  'openaikey', 'anthropickey', 'mistralkey', 'sendgridkey', 'stripekey', 'mailgunkey', 'twiliokey', 'postmarkkey', 'datadogkey', 'newrelickey', 'algoliakey',
  'aeskey', 'rsakey', 'hmackey', 'sshkey', 'gpgkey', 'pgpkey', 'keymaterial', 'connectionstring',
  // what browsers are known by
  'csrf', 'xsrf', 'cookie', 'sessionid', 'sessid', 'connectsid', 'aspnetsession', 'aspxauth', 'symfony', 'rememberme',
  // what is paid with, and who pays
  'cvv', 'cvc', 'securitycode', 'cardnumber', 'creditcard', 'debitcard', 'socialsecurity',
] as const;

/** Too short to be looked for inside other words (`author`, `pinned`): they count as whole words only. */
export const wholeWords = [
  'auth', 'authentication', 'ssn', 'otp', 'totp', 'mfa', '2fa', 'pin', 'pincode', 'cvn', 'mnemonic', 'sid', 'dsn', 'iban', 'pw', 'sso', 'saml', 'pkce', 'hmac', 'psk', 'salt', 'x_key', 'x_identity',
  'client_principal', 'senha', 'haslo', 'heslo', 'stripe_signature', 'x_signature', 'hub_signature', 'slack_signature', 'amz_signature', 'goog_signature', 'gitlab_session',
] as const;

/** Count as the last word of a key only: `user_session` is a session, `session.duration` is not; a `pass` is no `pass_rate`. */
export const lastWords = ['session', 'pass'] as const;

/** A key that ends in one of these says something about a secret and is none: `auth.method`, `cookie_count`. The required words do not ask. */
export const aboutWords: ReadonlySet<string> = new Set([
  'type', 'kind', 'method', 'mode', 'scheme', 'provider', 'count', 'length', 'size', 'status', 'state', 'result', 'enabled', 'disabled', 'required', 'valid', 'verified',
  'duration', 'ms', 'seconds', 'ttl', 'expiry', 'expires', 'expiration', 'in', 'at', 'age', 'version', 'algorithm', 'alg', 'policy', 'check', 'attempts', 'retries', 'latency',
  'time', 'timestamp', 'url', 'uri', 'endpoint', 'path', 'file', 'filename', 'dir', 'host', 'port', 'region', 'scope', 'scopes', 'issuer', 'audience', 'realm', 'service',
  'success', 'failure', 'failures', 'failed', 'error', 'errors', 'reason', 'name', 'strength', 'domain', 'samesite', 'index', 'limit', 'rate', 'total', 'rounds', 'source', 'mechanism',
]);

/** How keys end whose numbers are counts and sums. */
export const countEnds = ['tokens', 'tokensdetails', 'tokenspersecond', 'tokensperminute', 'tokenusage', 'authorizationamount'] as const;

/** In running text the name is often that of a class, a field or a step: `TokenExpiredError: jwt expired`, `secretary: Ada`. */
export const aboutWordsInText: ReadonlySet<string> = new Set([
  ...aboutWords, 'exception', 'warning', 'fault', 'handler', 'services', 'manager', 'controller', 'filter', 'middleware', 'strategy', 'factory', 'validator', 'guard', 'interceptor',
  'repository', 'helper', 'module', 'job', 'worker', 'page', 'view', 'screen', 'form', 'test', 'spec', 'rotation', 'reset', 'header', 'headers', 'field', 'fields', 'column',
  'parameter', 'option', 'flag', 'ref', 'refs', 'expired', 'renewal', 'lookup', 'validation', 'verification', 'generator', 'exchange', 'revocation', 'cache', 'bucket', 'usage', 'used', 'budget',
  'cost', 'price', 'arn', 'tokenizer', 'tokenize', 'tokenization', 'secretary', 'secretariat', 'secretaries', 'passwordless', 'secretsmanager', 'py', 'js', 'ts', 'go', 'java', 'rb', 'php', 'cs', 'rs',
  'mjs', 'cjs', 'tsx', 'jsx', 'json', 'yaml', 'yml', 'md', 'html', 'sql', 'example', 'com', 'org', 'io', 'net',
]);

/** The query parameters of signed URLs that the semantic conventions name; `sensitive_query_parameters` stands in their place. In lower case. */
export const signatureParameters: ReadonlySet<string> = new Set([
  'x-amz-signature', 'x-amz-credential', 'x-amz-security-token', 'awsaccesskeyid', 'signature', 'sig', 'x-goog-signature',
]);

/** More query parameters that sign or prove something without any of the words. In lower case. */
export const proofParameters: ReadonlySet<string> = new Set([
  'x-goog-credential', 'googleaccessid', 'x-oss-signature', 'ossaccesskeyid', 'x-cos-security-token', 'q-signature', 'sign', 'oauth_signature', 'hdnts', 'hdnea',
  'code_verifier', 'client_assertion', 'assertion', 'samlresponse', 'samlrequest', 'hash_hmac', 'key-pair-id', 'ticket', 'jwe', 'otp_code', 'magic',
]);

/** As shells spell it, unlike the `Pwd` of connection strings. */
export function isWorkingDirectory(key: string): boolean {
  return key === 'PWD' || key === 'OLDPWD';
}

/** `x-apiKey.v2` → `xapikeyv2` */
export function compact(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9\u0080-\uffff]/g, '');
}

/** `x-apiKey.v2` → `_x_api_key_v2_`: whole words stand between underscores. */
export function spellOut(key: string): string {
  const words = key.replaceAll(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_').toLowerCase().split(/[^\p{L}\p{N}*]+/u);
  return `_${words.filter((word) => word !== '').join('_')}_`;
}

/** `_token_type_` → `type` */
export function lastWordOf(spelledOut: string): string {
  return spelledOut.slice(spelledOut.lastIndexOf('_', spelledOut.length - 2) + 1, -1);
}
