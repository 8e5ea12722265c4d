/** The words of authentication schemes, and the quick search for what may be one. */

/** The least length of a credential, or `parameters` for `name=value, …`. The more a word is used in prose, the longer it must be. */
export const schemes: ReadonlyMap<string, number | 'parameters'> = new Map<string, number | 'parameters'>([
  ['bearer', 6], ['basic', 8], ['token', 16], ['apikey', 8], ['api-key', 8], ['negotiate', 16], ['ntlm', 16], ['ssws', 16], ['geniekey', 16], ['jwt', 16],
  ['splunk', 16], ['sharedkey', 16], ['sharedkeylite', 16], ['dpop', 16], ['paseto', 16], ['macaroon', 16], ['zoho-oauthtoken', 16], ['deepl-auth-key', 16],
  ['klaviyo-api-key', 8], ['x-api-key', 8], ['scram-sha-256', 16], ['privatetoken', 12], ['aws', 24], ['bot', 40], ['oauth', 16], ['goog1-hmac-sha256', 'parameters'],
  ['digest', 'parameters'], ['aws4-hmac-sha256', 'parameters'], ['aws4-ecdsa-p256-sha256', 'parameters'], ['hawk', 'parameters'], ['signature', 'parameters'],
  ['sentry', 'parameters'], ['sharedaccesssignature', 'parameters'], ['mac', 'parameters'], ['escher', 'parameters'],
]);
export const longestScheme = 24;

/** How schemes end, and a blank: hardly any other word does, and for the engine it is quicker than reading each word. */
const schemeEnding = /(?:rer|sic|ken|key|ate|tlm|sws|jwt|unk|ite|pop|eto|oon|256|aws|bot|uth|est|awk|ure|try|mac|her)(?:[ \t]|%20)/gi;
const endingLength = 3;

/** The next blank from `from` on behind a word that ends as a scheme does, in any case; -1 when there is none. */
export function blankBehindScheme(text: string, from: number): number {
  schemeEnding.lastIndex = Math.max(0, from - endingLength);
  const found = schemeEnding.exec(text);
  return found === null ? -1 : found.index + endingLength;
}
