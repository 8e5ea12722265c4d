/** Values whose name does not stand in front of them as a key: `{ name: 'password', value: … }`, and lists of names and values in turn. */
import type { KeyDecision } from '../keys/key-rules.js';
import { isValueOf, optionName, wordsBefore } from './arguments.js';

const valueKeys: ReadonlySet<string> = new Set(['value', 'val', 'v', 'Value', 'values', 'content']);
const nameKeys = ['name', 'key', 'header', 'k', 'n', 'field', 'param', 'parameter', 'variable', 'Name', 'Key'];
const maxNameLength = 64;

export function isValueKey(key: string): boolean {
  return valueKeys.has(key);
}

export function isNameOrValueKey(key: string): boolean {
  return valueKeys.has(key) || nameKeys.includes(key);
}

/** What was no text before it was redacted is one afterwards, and must not begin to name the value. */
const written = /REDACTED|\[HASH:|\*{4}/;

export function nameBesideValue(record: Readonly<Record<string, unknown>>): unknown {
  for (const key of nameKeys) {
    const name = record[key];
    if (typeof name === 'string') return written.test(name) ? undefined : name;
  }
  return undefined;
}

/** What an item of a list is called by the option in front of it (`--password`). What was hidden names nothing, now or when it is redacted again. */
export function optionInList(before: unknown, item: unknown, index: number, list: readonly unknown[]): string | undefined {
  const option = optionName(before, () => wordsBefore(list, index - 1));
  return option !== undefined && isValueOf(before as string, item) ? option : undefined;
}

/** What it is called by the item in front of it, in a list of pairs such as raw headers. */
export function nameInPairs(before: unknown, index: number, length: number): unknown {
  const isOption = typeof before === 'string' && before.startsWith('-');
  return length % 2 === 0 && index % 2 === 1 && !isOption ? before : undefined;
}

/** Names of secrets and of the fields beside them: `['password', 'email']` is a list of names, and `email` no password. */
const fieldNames: ReadonlySet<string> = new Set([
  'id', 'name', 'username', 'user_name', 'user', 'userid', 'user_id', 'login', 'email', 'e-mail', 'mail', 'email_address', 'phone', 'phone_number', 'mobile', 'address', 'city', 'country', 'zip',
  'postcode', 'firstname', 'first_name', 'lastname', 'last_name', 'fullname', 'full_name', 'surname', 'title', 'role', 'roles', 'status', 'type', 'description', 'company', 'organization', 'avatar',
  'gender', 'age', 'birthday', 'birthdate', 'date_of_birth', 'dob', 'locale', 'language', 'timezone', 'createdat', 'created_at', 'updatedat', 'updated_at', 'host', 'port', 'url', 'content-type', 'accept',
  'user-agent', 'referer', 'origin', 'content-length', 'x-request-id', 'x-forwarded-for',
  'password', 'passwd', 'pwd', 'passphrase', 'password_confirmation', 'passwordconfirmation', 'confirm_password', 'confirmpassword', 'current_password', 'new_password', 'oldpassword', 'newpassword',
  'secret', 'client_secret', 'clientsecret', 'token', 'access_token', 'accesstoken', 'refresh_token', 'refreshtoken', 'id_token', 'idtoken', 'api_key', 'apikey', 'x-api-key', 'private_key',
  'privatekey', 'authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'credentials', 'otp', 'pin', 'ssn', 'cvv', 'csrf', 'csrf_token', 'csrftoken', 'session', 'sessionid', 'jwt',
]);

/** Whether a list holds nothing but well-known names of fields. A value that only sounds like a name (`mysecret`) may be the secret. */
export function isListOfNames(list: readonly unknown[]): boolean {
  return list.every((item) => typeof item === 'string' && fieldNames.has(item.toLowerCase()));
}

/** Running text is no name, even if it speaks of a password. */
export function mayBeName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxNameLength && !value.includes(' ') && !value.includes('=');
}

/** A name says less than a key: only what it makes secret, or gives a grammar, counts. */
export function isDecisiveForName(decision: KeyDecision): boolean {
  return decision.startsWith('hide') || decision === 'cookie' || decision === 'set-cookie' || decision === 'url' || decision === 'statement';
}
