/** Keys whose values have a grammar of their own: URLs, statements, cookies, command lines; and keys whose long numbers are no card numbers. */
import { isNumberName } from './number-names.js';

/** `query` may be a statement, or the words of a search; `text` is everything else. */
export type ValueType = 'text' | 'url' | 'statement' | 'query' | 'cookie' | 'set-cookie' | 'arguments' | 'identifier';

/** `url.template` and `http.route` are left out: they hold names in the place of values. */
const urlKeys = [
  'url.full', 'url.query', 'url.path', 'url.fragment', 'url.original', 'http.url', 'http.target', 'http.query', 'http.fragment', 'url', 'uri', 'href', 'originalurl', ':path',
  'messaging.url', 'aws.sqs.queue.url', 'mcp.resource.uri',
];
/** `browser.document.url.full`, `vcs.repository.url.full` */
const urlSuffixes = ['.url.full', '.url.original', '.url.query'];
const urlHeaders = [
  'referer', 'referrer', 'origin', 'location', 'content-location', 'link', 'refresh', 'sourcemap', 'x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-forwarded-uri',
];

let types: ReadonlyMap<string, ValueType> | undefined;

const createTypes = (): ReadonlyMap<string, ValueType> => new Map([
  ...typed('url', urlKeys),
  ...typed('url', urlHeaders.flatMap(headerKeys)),
  ...typed('statement', ['db.query.text', 'db.statement']),
  ...typed('query', ['sql', 'query']),
  ...typed('cookie', headerKeys('cookie')),
  ...typed('set-cookie', headerKeys('set-cookie')),
  ...typed('arguments', ['process.command_args', 'process.command_line', 'container.command_args', 'container.command_line', 'argv', 'execargv']),
]);

export function typeOfKey(key: string): ValueType {
  const name = key.toLowerCase();
  types ??= createTypes();
  return types.get(name) ?? (urlSuffixes.some((suffix) => name.endsWith(suffix)) ? 'url' : isNumberName(key) ? 'identifier' : 'text');
}

const parameterPrefixes = ['db.query.parameter.', 'db.operation.parameter.'];
/** What instrumentations called them before the semantic conventions had a name. */
const parameterKeys: ReadonlySet<string> = new Set(['db.query.parameter', 'db.operation.parameter', 'db.postgresql.values', 'db.mysql.values']);

/** What an app binds to a statement; the semantic conventions record it only on request, because it is the data of its users. */
export function isStatementParameter(key: string): boolean {
  return parameterKeys.has(key) || parameterPrefixes.some((prefix) => key.startsWith(prefix));
}

function typed(type: ValueType, keys: readonly string[]): readonly (readonly [string, ValueType])[] {
  return keys.map((key) => [key, type] as const);
}

/** A header may stand alone, or in an attribute, with underscores in older instrumentations. */
function headerKeys(header: string): readonly string[] {
  const names = [...new Set([header, header.replaceAll('-', '_')])];
  return names.flatMap((name) => [name, `http.request.header.${name}`, `http.response.header.${name}`]);
}
