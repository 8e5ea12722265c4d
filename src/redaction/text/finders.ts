/** The finders of running text; each is made once for a redactor. */
import type { KeyRules } from '../keys/key-rules.js';
import type { RedactionOptions } from '../options.js';
import { createAssignmentFinder } from './assignments/assignments.js';
import { createAuthSchemeFinder } from './assignments/auth-schemes.js';
import { cardFinder } from './cards.js';
import { createCellFinder } from './assignments/cells.js';
import { connectionCredentialsFinder, hostListFinder } from './urls/connection-credentials.js';
import { createDatabaseErrorFinder } from './assignments/database-errors.js';
import { createElementFinder } from './assignments/elements.js';
import type { Finder } from './finder.js';
import { jwtFinder } from './tokens/json-web-tokens.js';
import { createListFinder } from './assignments/lists.js';
import { createPersonalFinders } from './personal/finders.js';
import { passwordHashFinder } from './tokens/password-hashes.js';
import { privateKeyFinder, puttyKeyFinder } from './tokens/private-keys.js';
import { redisLoginFinder } from './redis-logins.js';
import { shortHookFinder } from './tokens/short-hooks.js';
import { createSpokenSecretFinder } from './assignments/spoken-secrets.js';
import { urlCredentialsFinder } from './urls/url-credentials.js';
import { createUrlParameterFinder } from './urls/url-parameters.js';
import { createPatternFinders } from './patterns/user-patterns.js';
import { brokenTokenFinder, vendorTokenFinder } from './tokens/vendor-token-finder.js';

/** Those that are on. What few processes need is asked for only by them: in the bundle it is a file of its own. */
export function createTextFinders(options: RedactionOptions, keys: KeyRules): readonly Finder[] {
  const hidesPersonal = options.mode === 'strict' || options.presets.includes('pii');
  const finders: readonly Finder[] = [
    createUrlParameterFinder(keys),
    createAssignmentFinder(keys), createElementFinder(keys), createListFinder(keys), createCellFinder(keys),
    createSpokenSecretFinder(keys), createDatabaseErrorFinder(keys), redisLoginFinder, createAuthSchemeFinder(keys),
    urlCredentialsFinder, hostListFinder, connectionCredentialsFinder,
    privateKeyFinder, puttyKeyFinder, vendorTokenFinder, brokenTokenFinder, passwordHashFinder, shortHookFinder, jwtFinder,
    cardFinder,
    ...(hidesPersonal ? createPersonalFinders() : []),
    ...(options.patterns.length > 0 ? createPatternFinders(options) : []),
  ];
  return finders.filter(({ rule }) => options.rules[rule] !== 'off');
}
