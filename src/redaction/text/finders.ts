/** The finders of running text, in the order of the table of rules; each is made once for a redactor. */
import type { KeyRules } from '../keys/key-rules.js';
import type { RedactionOptions } from '../options.js';
import { rules } from '../rules.js';
import { createAssignmentFinder } from './assignments.js';
import { authSchemeFinder } from './auth-schemes.js';
import { cardFinder } from './cards.js';
import { createElementFinder } from './elements.js';
import type { Finder } from './finder.js';
import { jwtFinder } from './json-web-tokens.js';
import { createListFinder } from './lists.js';
import { emailFinder } from './personal/email.js';
import { ibanFinder } from './personal/iban.js';
import { ipv4Finder, ipv6Finder } from './personal/ip-address.js';
import { macAddressFinder } from './personal/mac-address.js';
import { phoneFinder } from './personal/phone.js';
import { ssnFinder } from './personal/ssn.js';
import { privateKeyFinder } from './private-keys.js';
import { createSpokenSecretFinder } from './spoken-secrets.js';
import { urlCredentialsFinder } from './url-credentials.js';
import { createUrlParameterFinder } from './url-parameters.js';
import { createPatternFinders } from './user-patterns.js';
import { vendorTokenFinder } from './vendor-token-finder.js';

/** Those that are on. */
export function createTextFinders(options: RedactionOptions, keys: KeyRules): readonly Finder[] {
  const finders: readonly Finder[] = [
    createUrlParameterFinder(keys), createAssignmentFinder(keys), createElementFinder(keys), createListFinder(keys), createSpokenSecretFinder(keys), authSchemeFinder,
    urlCredentialsFinder, privateKeyFinder, vendorTokenFinder, jwtFinder,
    cardFinder, emailFinder, ipv4Finder, ipv6Finder, ibanFinder, ssnFinder, phoneFinder, macAddressFinder,
    ...createPatternFinders(options),
  ];
  const hidesPersonal = options.mode === 'strict' || options.presets.includes('pii');
  const isOn = ({ rule }: Finder): boolean => options.rules[rule] !== 'off' && (rules[rule].kind !== 'personal' || hidesPersonal);
  return finders.filter(isOn);
}
