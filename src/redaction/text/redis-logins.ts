/** Finds the password in a command of Redis that is the whole of a text: `AUTH …`, `HELLO 3 AUTH …`, `CONFIG SET requirepass …`. */
import { features, type Finder } from './finder.js';
import { isPlaceholder, isState, looksMade } from './assignments/harmless-values.js';

const maxLength = 256;
/** Nothing else is said so. */
const beyondDoubt = /^\s*(?:HELLO\s+[23]\s+AUTH\s+\S+|CONFIG\s+SET\s+(?:requirepass|masterauth))\s+(?=\S+\s*$)/i;
const login = /^\s*(?:AUTH\s+(\S+\s+)?|(?:requirepass|masterauth)\s+)(?=\S+\s*$)/i;
/** Of mail servers; or a word of a heading. */
const mechanism = /^(?:[A-Z]+|XOAUTH2|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-\d{1,3})$/;
/** `auth user <id>` of a log line. */
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const minLength = 4;
/** Behind a word that is not written as a command is. */
const minLengthInProse = 8;

export const redisLoginFinder: Finder = {
  rule: 'assignment',
  needs: features.blank,
  find(text, hits) {
    if (text.length > maxLength) return;
    const sure = beyondDoubt.exec(text);
    const [before, user] = sure ?? login.exec(text) ?? [];
    if (before === undefined) return;
    const start = before.length;
    const password = text.slice(start).trimEnd();
    if (!isPlaceholder(password) && (sure !== null || isPassword(password, before, user?.trim()))) hits.add('assignment', start, start + password.length);
  },
};

/** `auth failed` and `AUTH LOGIN` hold none. */
function isPassword(word: string, before: string, user: string | undefined): boolean {
  const isCommand = before.trimStart().startsWith('AUTH');
  if (mechanism.test(word) || !isCommand && user !== undefined && uuid.test(word)) return false;
  if (looksMade(word, 0, word.length, isCommand ? minLength : minLengthInProse)) return true;
  return isCommand && !isState(word) && (user === undefined || user === 'default');
}
