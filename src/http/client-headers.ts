/** The headers of a call with those by which the trace goes on; the app's own stay as they are. */
import type { OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { propagation, type Context } from '@opentelemetry/api';

type Headers = RequestOptions['headers'];

export function injectHeaders(context: Context, given: Headers): NonNullable<Headers> {
  if (Array.isArray(given)) return injectList(context, given);
  const headers = { ...given };
  propagation.inject(context, headers);
  return headers;
}

/** Names and values in turn, or pairs of them; what is returned has them in turn. */
function injectList(context: Context, given: readonly unknown[]): string[] {
  // Node.js refuses it
  if (!Array.isArray(given[0]) && given.length % 2 === 1) return given as string[];
  const pairs = Array.isArray(given[0]) ? (given as [string, unknown][]) : pairsOf(given);
  const before: OutgoingHttpHeaders = {};
  for (const [name, value] of pairs) before[String(name).toLowerCase()] = value as string;
  const after = { ...before };
  propagation.inject(context, after);
  const added = Object.entries(after).filter(([name, value]) => before[name] !== value);
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  const all = [...pairs.filter(([name]) => !replaced.has(String(name).toLowerCase())), ...added];
  return all.flat() as string[];
}

function pairsOf(list: readonly unknown[]): [string, unknown][] {
  return list.flatMap((name, index) => (index % 2 === 0 ? [[name as string, list[index + 1]] as [string, unknown]] : []));
}
