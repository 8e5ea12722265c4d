/** The words of authentication schemes, and the cheap look that says whether a word may be one. */

/** The least length of a credential, or `parameters` for `name=value, …`. The more a word is used in prose, the longer it must be. */
export const schemes: ReadonlyMap<string, number | 'parameters'> = new Map<string, number | 'parameters'>([
  ['bearer', 6], ['basic', 8], ['token', 16], ['apikey', 8], ['api-key', 8], ['negotiate', 16], ['ntlm', 16], ['ssws', 16], ['geniekey', 16], ['jwt', 16],
  ['splunk', 16], ['sharedkey', 16], ['sharedkeylite', 16], ['dpop', 16], ['paseto', 16], ['macaroon', 16], ['zoho-oauthtoken', 16], ['deepl-auth-key', 16],
  ['klaviyo-api-key', 8], ['x-api-key', 8], ['scram-sha-256', 16], ['privatetoken', 12], ['aws', 24], ['bot', 40], ['oauth', 16], ['goog1-hmac-sha256', 'parameters'],
  ['digest', 'parameters'], ['aws4-hmac-sha256', 'parameters'], ['aws4-ecdsa-p256-sha256', 'parameters'], ['hawk', 'parameters'], ['signature', 'parameters'],
  ['sentry', 'parameters'], ['sharedaccesssignature', 'parameters'], ['mac', 'parameters'], ['escher', 'parameters'],
]);
export const longestScheme = 24;

/** Of the last letters of the schemes, one bit per ending at the code of each letter: hardly any other word has them all. In front of a shorter scheme stands no letter. */
const endingLength = 4;
const endings = [...new Set([...schemes.keys()].map((scheme) => scheme.slice(-endingLength).padStart(endingLength)))];
const bits = Array.from({ length: endingLength }, () => new Int32Array(128));
for (const [bit, ending] of endings.entries()) {
  for (const [place, codes] of bits.entries()) {
    if (ending[place] !== ' ') codes[ending.charCodeAt(place)]! |= 1 << bit;
    else for (let code = 0; code < 128; code++) if (code < 97 || code > 122) codes[code]! |= 1 << bit;
  }
}
const [first, second, third, last] = bits as [Int32Array, Int32Array, Int32Array, Int32Array];

/** Whether the word that ends before `end` ends as a scheme does, in any case. */
export function endsLikeScheme(text: string, end: number): boolean {
  const both = last[(text.charCodeAt(end - 1) | 32) & 127]! & third[(text.charCodeAt(end - 2) | 32) & 127]!;
  return both !== 0 && (both & second[(text.charCodeAt(end - 3) | 32) & 127]! & first[(text.charCodeAt(end - 4) | 32) & 127]!) !== 0;
}
