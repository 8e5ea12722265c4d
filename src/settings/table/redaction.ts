/** Settings of the redaction: what is hidden before it leaves the process, and what stands in its place. */
import { enumeration, enumerationList, string, stringList } from '../kinds.js';
import { linesOrFile } from '../kinds/lines.js';
import { choiceByName } from '../kinds/structured.js';
import { adjustableRules, redactionModes, redactionPresets, ruleModes } from '../redaction-choices.js';
import { optional, setting } from '../setting.js';

export const redaction = {
  mode: setting({
    env: 'OTEL_DISTRO_REDACTION',
    kind: enumeration(redactionModes),
    default: 'default',
    doc: 'How much is hidden: strict also drops each attribute that is not known to be harmless, and turns the preset pii on; off lets all pass.',
  }),
  keys: setting({
    env: 'OTEL_DISTRO_REDACT_KEYS',
    kind: stringList,
    default: [],
    doc: 'More keys to hide: `customer.id` hides each key with these words in it, in any spelling; a name with `*` (any text) or `?` (any one character) is compared with the whole key.',
  }),
  allowKeys: setting({
    env: 'OTEL_DISTRO_REDACT_ALLOW_KEYS',
    kind: stringList,
    default: [],
    doc: 'Whole keys, `*` (any text) and `?` (any one character) allowed, that may leave although a rule goes by their name; what is a secret by its form is hidden in them all the same.',
  }),
  patterns: setting({
    env: 'OTEL_DISTRO_REDACT_PATTERNS',
    kind: linesOrFile,
    default: [],
    doc: 'Regular expressions of more to hide in texts: one in a line, plain or as `/pattern/flags` with the flags i, m, s, u.',
  }),
  presets: setting({
    env: 'OTEL_DISTRO_REDACT_PRESETS',
    kind: enumerationList(redactionPresets),
    default: [],
    doc: 'Sets of rules to turn on: pii hides e-mail and public IP addresses, bank accounts, social security and phone numbers, MAC addresses.',
  }),
  rules: setting({
    env: 'OTEL_DISTRO_REDACT_RULES',
    kind: choiceByName(adjustableRules, ruleModes),
    default: {},
    defaultDoc: 'replace for each',
    doc: 'What a rule does, such as `card=mask,email=hash,jwt=off`; key=off leaves the words password, token, apikey, secret and authorization on.',
  }),
  hashKey: optional({
    env: 'OTEL_DISTRO_REDACT_HASH_KEY',
    kind: string,
    secret: true,
    defaultDoc: 'a random one for each process, and for each worker thread in it',
    doc: 'The key of the HMAC-SHA-256 that the mode hash puts in the place of a value; processes with the same key give the same hash.',
  }),
  sensitiveQueryParameters: optional({
    env: 'OTEL_DISTRO_REDACT_QUERY_PARAMETERS',
    kind: stringList,
    defaultDoc: 'instrumentation/development.general.sanitization.url.sensitive_query_parameters of the configuration file, else the list of the semantic conventions',
    doc: 'The query parameters of signed URLs to hide, case-sensitive, instead of those of the semantic conventions; names that are secret anywhere are hidden all the same.',
  }),
} as const;
