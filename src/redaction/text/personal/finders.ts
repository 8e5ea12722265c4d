/** The finders of the preset `pii`, in the order of the table of rules; a chunk of their own in the bundle. */
import type { Finder } from '../finder.js';
import { emailFinder } from './email.js';
import { ibanFinder } from './iban.js';
import { ipv4Finder, ipv6Finder } from './ip-address.js';
import { macAddressFinder } from './mac-address.js';
import { phoneFinder } from './phone.js';
import { ssnFinder } from './ssn.js';

export function createPersonalFinders(): readonly Finder[] {
  return [emailFinder, ipv4Finder, ipv6Finder, ibanFinder, ssnFinder, phoneFinder, macAddressFinder];
}
