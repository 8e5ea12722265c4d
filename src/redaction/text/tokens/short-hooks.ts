/** Finds what stands behind the address of a webhook of Zapier: it is too short for the table of tokens. */
import { features, type Finder } from '../finder.js';

/** The engine looks for its first letter, which is rare. */
const host = 'zapier.com';
const subdomain = 'hooks.';
/** With slashes as they are, and as they stand in a parameter of another URL. */
const path = /(?:\/|%(?:25)?2F)hooks(?:\/|%(?:25)?2F)[a-z]{1,32}(?:\/|%(?:25)?2F)/iy;
const secret = /\d{1,32}(?:\/|%(?:25)?2F)\w[\w/%-]{0,128}/y;

export const shortHookFinder: Finder = {
  rule: 'vendor-token',
  needs: features.digit,
  find(text, hits) {
    if (!text.includes('/') && !text.includes('%')) return;
    for (let index = text.indexOf(host); index >= 0; index = text.indexOf(host, index + host.length)) {
      path.lastIndex = index + host.length;
      if (!text.endsWith(subdomain, index) || !path.test(text)) continue;
      const start = (secret.lastIndex = path.lastIndex);
      if (secret.test(text)) hits.add('vendor-token', start, secret.lastIndex);
    }
  },
};
