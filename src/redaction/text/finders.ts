/** The finders of running text, in the order of the table of rules; each is made once for a redactor. */
import type { KeyRules } from '../keys/key-rules.js';
import type { RedactionOptions } from '../options.js';
import { createAssignmentFinder } from './assignments.js';
import { authSchemeFinder } from './auth-schemes.js';
import { cardFinder } from './cards.js';
import { createCellFinder } from './cells.js';
import { connectionCredentialsFinder, hostListFinder } from './connection-credentials.js';
import { createDatabaseErrorFinder } from './database-errors.js';
import { createElementFinder } from './elements.js';
import type { Finder } from './finder.js';
import { jwtFinder } from './json-web-tokens.js';
import { createListFinder } from './lists.js';
import { createPersonalFinders } from './personal/finders.js';
import { passwordHashFinder } from './password-hashes.js';
import { privateKeyFinder, puttyKeyFinder } from './private-keys.js';
import { redisLoginFinder } from './redis-logins.js';
import { shortHookFinder } from './short-hooks.js';
import { createSpokenSecretFinder } from './spoken-secrets.js';
import { urlCredentialsFinder } from './url-credentials.js';
import { createUrlParameterFinder } from './url-parameters.js';
import { createPatternFinders } from './user-patterns.js';
import { vendorTokenFinder } from './vendor-token-finder.js';

/** Those that are on. What few processes need is asked for only by them: in the bundle it is a file of its own. */
export function createTextFinders(options: RedactionOptions, keys: KeyRules): readonly Finder[] {
  const hidesPersonal = options.mode === 'strict' || options.presets.includes('pii');
  const finders: readonly Finder[] = [
    createUrlParameterFinder(keys), createAssignmentFinder(keys), createElementFinder(keys), createListFinder(keys), createCellFinder(keys), createSpokenSecretFinder(keys), createDatabaseErrorFinder(keys), redisLoginFinder, authSchemeFinder,
    urlCredentialsFinder, hostListFinder, connectionCredentialsFinder, privateKeyFinder, puttyKeyFinder, vendorTokenFinder, passwordHashFinder, shortHookFinder, jwtFinder,
    cardFinder,
    ...(hidesPersonal ? createPersonalFinders() : []),
    ...(options.patterns.length > 0 ? createPatternFinders(options) : []),
  ];
  return finders.filter(({ rule }) => options.rules[rule] !== 'off');
}
