/** MAC addresses, with colons or dashes. */
import type { Finder } from '../finder.js';

/** Not inside a longer row of bytes, as a fingerprint is one. */
const address = /(?<![0-9a-z])(?<!(?<![0-9a-z])[0-9a-f]{2}[:-])(?:(?:[0-9a-f]{2}:){5}|(?:[0-9a-f]{2}-){5})[0-9a-f]{2}(?![0-9a-z]|[:-][0-9a-f]{2}(?![0-9a-z]))/gi;
/** Broadcast, and what stands for none. */
const nobody = /^(?:ff[:-]){5}ff$|^(?:00[:-]){5}00$/i;

export const macAddressFinder: Finder = {
  rule: 'mac-address',
  needs: 0,
  find(text, hits) {
    for (const { index, 0: found } of text.matchAll(address)) if (!nobody.test(found)) hits.add('mac-address', index, index + found.length);
  },
};
