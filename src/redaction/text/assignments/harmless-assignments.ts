/** Decides whether what stands without quotes behind a secret name is none: a placeholder, a count, code, or the first word of a sentence. */
import type { NameInText } from './assignment-names.js';
import { isCode, isPlaceholder, isState, isVariable, isWord, looksMade, repeatsName } from './harmless-values.js';
import { isMadeWord } from './made-words.js';
import type { Place } from './separators.js';

const colon = 58;
const equals = 61;

/** `aws_secret_access_key: value with blanks` */
export const compositeName = /[a-z0-9][_.][a-z0-9]/i;
/** Numbers count tokens. */
export const counts = /tokens/i;
const idName = /(?:[_-]id|Id|ID)s?$/;
const maxCountLength = 4;
const minMadeLength = 6;
/** Where a secret is kept: `credentials: /etc/gcp.json`. */
const file = /^(?:~|\.{1,2})?\/(?:[\w.-]{1,64}\/){0,12}[\w.-]{1,64}\.(?:json|pem|key|crt|cer|p12|pfx|jks|txt|ya?ml|toml|env|conf|cfg|ini)$/;
const tightWord = /^[A-Za-z]{1,64}$/;
const minTightLength = 6;
/** What follows the names of scopes, scripts, events and keys of a store, and types. */
const tightHarmless = /^(?:(?:re)?(?:creat|delet|updat|generat|rotat|revok|validat|writ|manag|hash|encrypt|decrypt|refresh|reset|list|export|import|sign|issu|verif|chang|stor|fetch|request|expir|renew|clean|inspect|introspect|exchang)(?:e|es|ed|ing|ion|ions|er|y|ied|ies|s)?|read|reader|readonly|admin|owner|users?|accounts?|clients?|session|sessions|access|bearer|metadata|default|public|private|service|custom|manual|random|generic|global|before|after|length|strength|policy|boolean|number|string|object|buffer|self|forgot|recovery|email|login|logout|primary|secondary|latest|stable|alpine|checked|confirmed|confirmation|parser|helper|provider|handler|manager|standard|header|cookie|query|address|balance|transfer|visible|kubernetes|opaque|vault)$/i;
/** `tokens:revoke` is a scope. */
const several = /s$/i;
/** `registry/token:main` */
const inPath = /[/@#]/;
const statementWord = /\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES|EXEC|EXECUTE|CALL|MERGE|where|values|insert into|delete from|update [\w.]{1,64} set)\b/;

/**
 * @param value what is looked at, empty when it is long
 * @param isFirst the name is the first on its line
 */
export function isHarmlessBare(text: string, { start: nameStart, end: nameEnd }: NameInText, value: string, end: number, isFirst: boolean, place: Place): boolean {
  const { separator, valueStart, isLoose } = place;
  if (value === '') return end - valueStart <= 200;
  const name = text.slice(nameStart, nameEnd);
  const stopped = /[!.;,]$/.test(value) ? value.slice(0, -1) : value;
  if (isPlaceholder(value) || isPlaceholder(stopped) || isVariable(stopped) && isMeantAsVariable(text, name, stopped, place)) return true;
  if (/^[\d_,.]{1,32}(?:\/[\d_,.]{1,32})?%?$/.test(value)) return isCount(text, name, value, end) || separator === colon && !isLoose && isFileLine(text, name, end);
  // `password= user=bob`: nothing was given
  if (isLoose && separator === equals && /^[\w.-]{1,64}=/.test(value) && !/==?$/.test(value)) return true;
  // `this.password = password`
  if (isLoose && separator === equals && isWord(text, valueStart, end) && /(?:password|token|secret|key|credentials?|passwd|pwd);?$/i.test(value)) return true;
  if (isLoose && (isCode(text.slice(valueStart, Math.min(end + 80, valueStart + 140))) || isCode(value))) return true;
  if (!isLoose && /^[A-Za-z_.]{1,64}\(["'\w.,\s]{0,64}\)?$/.test(value) && (value.endsWith(')') || /^[^\n]{0,80}\)/.test(text.slice(end, end + 81)))) return true;
  if (/^(?:OLD)?PWD$/i.test(name) && value.startsWith('/')) return true;
  if (separator === colon && !isLoose) return !looksMade(text, valueStart, end, 6) && !/[^\w:./-]/.test(value) && !isTightWord(text, nameStart, name, value);
  if (file.test(stopped) || separator === colon && isOfOtherTrade(text, nameStart, name, stopped)) return true;
  if (!isWord(text, valueStart, end) || looksMade(text, valueStart, end, 8)) return false;
  if (separator === equals && !isLoose) return /^(?:true|false|null|none|on|off|enabled|disabled)$/i.test(value);
  return isProse(text, value, end, isFirst && (separator === equals || compositeName.test(name)));
}

/** `tokens=12`, `api_key_id=5`, `cookies: 3`, `secret: 3 of 5 rotated` */
function isCount(text: string, name: string, value: string, end: number): boolean {
  if (counts.test(name) || idName.test(name)) return true;
  return value.length <= maxCountLength && (/(?:cookie|secret|password|credential)s$/i.test(name) || /^ (?:out )?of \d/.test(text.slice(end, end + 9)));
}

/** `:name` and `@name` are parameters in a statement, and else the symbols and fields of languages: `type: :string`, `token: @token`. */
function isMeantAsVariable(text: string, name: string, value: string, { valueStart, isLoose }: Place): boolean {
  if (value.startsWith('$') || isLoose && value.startsWith(':') || repeatsName(name, value)) return true;
  return statementWord.test(text.slice(Math.max(0, valueStart - 256), valueStart));
}

/** The tokens of parsers and of markets: `Unexpected token: punc`, `token: USDC`. */
function isOfOtherTrade(text: string, nameStart: number, name: string, value: string): boolean {
  if (!/^token$/i.test(name)) return false;
  if (/^[A-Z]{2,5}(?:\/[A-Z]{2,5})?$/.test(value)) return true;
  const isOfParser = /(?:unexpected|illegal|unrecognized|near)\s$/i.test(text.slice(Math.max(0, nameStart - 13), nameStart));
  return isOfParser && (/^\D*$/.test(value) || /^[A-Za-z_]\w{0,15}$/.test(value) && !isMadeWord(value, 0, value.length, minMadeLength));
}

/** `password:correcthorse`; a state, a type and what may be done with a secret are none: `token:invalid`, `secret:read`. */
function isTightWord(text: string, nameStart: number, name: string, value: string): boolean {
  if (!tightWord.test(value) || tightHarmless.test(value) || isState(value) || isCode(value) || several.test(name) || inPath.test(text.charAt(nameStart - 1))) return false;
  if (value.length >= minTightLength) return true;
  // `&{ID:1 Password:abc}`
  return /^[A-Z]/.test(name) && /\{(?:[A-Z]\w{0,40}:[^\s{}]{0,64} )*$/.test(text.slice(Math.max(0, nameStart - 256), nameStart));
}

/** `tokens.ts:12:9` */
function isFileLine(text: string, name: string, end: number): boolean {
  return name.includes('.') || text.charCodeAt(end) === colon;
}

/** A word that says what became of the secret, or that a sentence goes on from. A passphrase is not told from a sentence: `password: correct horse battery staple`. */
function isProse(text: string, value: string, end: number, isSetting: boolean): boolean {
  const word = /^[A-Za-z-]{0,64}/.exec(value)![0];
  if (isState(word) && value.charAt(word.length) !== "'") return true;
  if (isSetting) return false;
  return /^[,.;:]? ?[A-Za-z]/.test(text.slice(end, end + 4)) || text.charCodeAt(end) === 32;
}
