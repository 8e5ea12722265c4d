/** Finds user and password of connection strings that are no URLs: host lists of MySQL, the form of Go's drivers, and `user:password@host` without a scheme. */
import { features, type Finder } from '../finder.js';
import { looksMade } from '../assignments/harmless-values.js';
import type { Hits } from '../hits.js';

/** Longer ones are not read to their end. */
const maxHostsLength = 4096;
const maxCredentialsLength = 256;

/** `[(host=…,user=…,password=…),(…)]`, `address=(host=…)(user=…)(password=…)` */
const hostList = /^(?:[[(]|address=)/i;
const pairs = /(?<=[(,])(?:user|password)=[^,()\]\s"']*(?:(?:,|\)\()(?:user|password)=[^,()\]\s"']*)*/gi;

export const hostListFinder: Finder = {
  rule: 'url-credentials',
  needs: features.scheme | features.separator,
  find(text, hits) {
    for (let index = text.indexOf('://'); index >= 0; index = text.indexOf('://', index + 3)) {
      if (!mayBeHostList(text.charCodeAt(index + 3)) || !hostList.test(text.slice(index + 3, index + 11))) continue;
      const hosts = text.slice(index + 3, index + maxHostsLength);
      const end = hosts.search(/[\s"']|\/(?!\/)/);
      for (const pair of (end < 0 ? hosts : hosts.slice(0, end)).matchAll(pairs)) {
        const start = index + 3 + pair.index;
        hits.add('url-credentials', start, start + pair[0].length);
      }
    }
  },
};

/** `[`, `(`, `a`, `A` */
function mayBeHostList(code: number): boolean {
  return code === 91 || code === 40 || code === 97 || code === 65;
}

/** `@tcp(host:3306)/shop`; `@/shop` with a plain password */
const driverHost = /^@(?:tcp[46]?|udp|unix|cloudsql)\(/;
const defaultHost = /^@\/\w/;
/** `@db.example.com:5432` */
const hostAndPort = /^@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,128}:\d{2,5}(?!\w)/;
const user = /(?<![\w.%/+@-])[A-Za-z0-9][\w.%+-]{0,63}$/;
/** These stand in front of an address: `sip:ada@example.com:5060`. */
const addressScheme = /^(?:sips?|mailto|xmpp|acct|ssh|git|scp|email)$/i;
/** `postgres:user:password@host` */
const database = /^(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|amqp|mssql|oracle|clickhouse):[^:]+:/i;
const minPasswordLength = 6;

export const connectionCredentialsFinder: Finder = {
  rule: 'url-credentials',
  needs: features.at | features.separator,
  find(text, hits) {
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) findBefore(text, at, hits);
  },
};

function findBefore(text: string, at: number, hits: Hits): void {
  let runStart = at;
  const least = Math.max(0, at - maxCredentialsLength);
  while (runStart > least && !isOutside(text.charCodeAt(runStart - 1))) runStart--;
  const run = text.slice(runStart, at);
  const colon = run.indexOf(':');
  if (colon <= 0 || colon === run.length - 1 || run.startsWith('//', colon + 1)) return;
  const named = user.exec(run.slice(0, colon));
  if (named === null) return;
  const start = runStart + named.index;
  const skipped = database.test(text.slice(start, at)) ? named[0].length + 1 : 0;
  if (skipped > 0 || isCredible(text, named[0], runStart + colon + 1, at)) hits.add('url-credentials', start + skipped, at);
}

function isCredible(text: string, name: string, passwordStart: number, at: number): boolean {
  const host = text.slice(at, at + 140);
  if (driverHost.test(host)) return true;
  const password = text.slice(passwordStart, at);
  if (/[/,;|@:]/.test(password)) return false;
  return defaultHost.test(host) || hostAndPort.test(host) && !addressScheme.test(name) && looksMade(text, passwordStart, at, minPasswordLength);
}

/** Blanks, quotes and angle brackets. */
function isOutside(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 96 || code === 60 || code === 62;
}
