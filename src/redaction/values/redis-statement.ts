/** Hides the arguments of Redis and Memcached commands: what stays is the command, and its key or keys. */
import type { Hits } from '../text/hits.js';
import { hiddenLiteral } from './sql-statement.js';

/** How many words behind the command are keys (or the name of a subcommand or a field); most commands have one. */
const keyCounts: ReadonlyMap<string, number> = new Map([
  ...counted(0, 'AUTH HELLO MIGRATE ECHO PING EVAL EVALSHA EVAL_RO EVALSHA_RO'),
  ...counted(2, 'HGET HSET HSETNX HMSET HINCRBY LSET LINSERT RENAME RENAMENX COPY SMOVE LMOVE BLMOVE RPOPLPUSH BRPOPLPUSH LCS'),
  ...counted(Infinity, 'DEL UNLINK EXISTS TOUCH WATCH MGET SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE PFCOUNT PFMERGE'),
]);

const memcachedKeyCounts: ReadonlyMap<string, number> = new Map(counted(Infinity, 'GET GETS DELETE'));

/** What begins a line of a pipeline; other lines belong to the value of the command in front of them. */
const pipelined: ReadonlySet<string> = new Set([
  ...keyCounts.keys(),
  ...('APPEND DECR DECRBY DISCARD EXEC EXPIRE EXPIREAT GET GETDEL GETEX GETSET HDEL HEXISTS HGETALL HKEYS HLEN HMGET HVALS INCR INCRBY '
    + 'LINDEX LLEN LPOP LPUSH LRANGE LREM LTRIM MSET MULTI PERSIST PEXPIRE PSETEX PTTL PUBLISH RPOP RPUSH SADD SCARD SET SETEX SETNX SISMEMBER SMEMBERS SREM '
    + 'STRLEN TTL TYPE XACK XADD XDEL XLEN XRANGE XREAD ZADD ZCARD ZINCRBY ZRANGE ZRANK ZREM ZSCORE').split(' '),
]);

/** In Memcached, the value stands on a line of its own. */
const noCommands: ReadonlySet<string> = new Set();

const command = /[A-Za-z][\w.]{0,31}(?!\S)/y;
/** What the instrumentations write in the place of arguments, or what stands there already. */
const hiddenArguments = /^(?:\? ?)*(?:\[\d{1,9} other arguments\])?$/;

export function findRedisArguments(text: string, hits: Hits): void {
  findArguments(text, keyCounts, pipelined, hits);
}

export function findMemcachedArguments(text: string, hits: Hits): void {
  findArguments(text, memcachedKeyCounts, noCommands, hits);
}

/**
 * Arguments hold blanks and line feeds, and nothing tells where one ends: all of them are one `?`. For the same reason only the first
 * line keeps its keys; of the others, a pipeline, the commands stay.
 */
function findArguments(text: string, counts: ReadonlyMap<string, number>, further: ReadonlySet<string>, hits: Hits): void {
  let start = 0;
  let hidden = -1;
  while (start < text.length) {
    const end = endOfLine(text, start);
    const name = commandAt(text, start);
    const isCommand = name !== '' && (start === 0 || further.has(name));
    if (isCommand) {
      hide(text, hidden, start - 1, hits);
      const afterName = start + name.length;
      hidden = start === 0 ? skipWords(text, afterName, end, counts.get(name) ?? 1) : afterName;
    } else if (start === 0) hidden = 0;
    start = end + 1;
  }
  hide(text, hidden, text.length, hits);
}

/** Blanks around what is hidden stay. */
function hide(text: string, from: number, to: number, hits: Hits): void {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  if (start < 0 || start >= end) return;
  if (end - start > 200 || !hiddenArguments.test(text.slice(start, end))) hits.add('statement', start, end, hiddenLiteral);
}

function commandAt(text: string, start: number): string {
  command.lastIndex = start;
  return command.exec(text)?.[0].toUpperCase() ?? '';
}

function skipWords(text: string, start: number, end: number, count: number): number {
  if (count === Infinity) return end;
  let index = start;
  for (let word = 0; word < count; word++) {
    while (index < end && text.charCodeAt(index) <= 32) index++;
    // the words of a note that arguments are left out are no keys
    if (text.charCodeAt(index) === 91) return index;
    while (index < end && text.charCodeAt(index) > 32) index++;
  }
  return index;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function counted(count: number, names: string): readonly (readonly [string, number])[] {
  return names.split(' ').map((name) => [name, count] as const);
}
