/** Reads which options upstream's instrumentations have from the type declarations of their packages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Types of values by the names of options. */
export type OptionTypes = Readonly<Record<string, string>>;

interface Declaration {
  readonly kind: 'interface' | 'type' | 'enum';
  /** What an interface extends. */
  readonly bases: readonly string[];
  readonly body: string;
}
type Declarations = ReadonlyMap<string, Declaration>;

const packages = path.resolve(import.meta.dirname, '../../node_modules/@opentelemetry');

/** Types from elsewhere that options are made of. */
const foreignTypes: Readonly<Record<string, string>> = { SeverityNumber: 'number', RegExp: 'code', Function: 'code', undefined: 'code' };

/** The options of the class, `enabled` aside; none where there is no such package upstream. */
export function readUpstreamOptions(id: string): OptionTypes {
  const folder = path.join(packages, `instrumentation-${id}`, 'dist');
  if (!existsSync(folder)) return {};
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.mts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
  const config = /^\s+constructor\(config\??: ([\w$]+)/m.exec(text)?.[1];
  if (config === undefined) throw new Error(`${id}: no constructor with a config`);
  const declarations = readDeclarations(text);
  return Object.fromEntries(membersOf(config, declarations).map(([name, type]) => [name, describe(type, declarations)]));
}

function readDeclarations(text: string): Declarations {
  const declarations = new Map<string, Declaration>();
  for (const { index, 0: head, 1: kind, 2: name, 3: bases } of text.matchAll(/^(?:export )?(?:declare )?(interface|enum|type) ([\w$]+)(?:<.*?>)?(?: extends ([^{]+?))?(?: \{| = )/gm)) {
    if (name === undefined || (kind !== 'interface' && kind !== 'enum' && kind !== 'type')) continue;
    const start = index + head.length;
    const body = kind === 'type' ? upTo(text, start, ';') : upTo(text, start, '}');
    declarations.set(name, { kind, bases: bases?.split(',').map((base) => base.trim().replace(/<.*/, '')) ?? [], body });
  }
  return declarations;
}

/** Name and type of the properties, those of the bases first. */
function membersOf(name: string, declarations: Declarations): [string, string][] {
  const declaration = declarations.get(name);
  if (declaration === undefined) return [];
  if (declaration.kind === 'type') return membersOf(declaration.body, declarations);
  const own = split(declaration.body, ';').flatMap((member): [string, string][] => {
    const match = /^\s*(\w+)\?: ([^]+)$/.exec(member);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2].trim()]];
  });
  return [...declaration.bases.flatMap((base) => membersOf(base, declarations)), ...own];
}

/** What of the type JSON can hold: `string[]`, `number | string`; `function` where that is nothing. */
function describe(type: string, declarations: Declarations): string {
  const parts = new Set(alternatives(type, declarations));
  parts.delete('code');
  return parts.size === 0 ? 'function' : [...parts].sort().join(' | ');
}

function alternatives(type: string, declarations: Declarations): string[] {
  const text = type.trim();
  const parts = split(text, '|');
  if (parts.length > 1) return parts.flatMap((part) => alternatives(part, declarations));
  if (text.startsWith('(') && text.endsWith(')')) return alternatives(text.slice(1, -1), declarations);
  if (/=>/.test(text) && !text.startsWith('{')) return ['code'];
  if (text.endsWith('[]')) return alternatives(text.slice(0, -2), declarations).map((item) => (item === 'code' ? item : `${item}[]`));
  if (text.startsWith('{') || text.startsWith('Record<')) return ['object'];
  if (['string', 'number', 'boolean'].includes(text)) return [text];
  if (/^['"]/.test(text)) return ['string'];
  const name = text.replace(/<.*/s, '');
  const foreign = foreignTypes[name];
  if (foreign !== undefined) return [foreign];
  const declaration = declarations.get(name);
  if (declaration === undefined) throw new Error(`the type ${text} is not known`);
  if (declaration.kind === 'type') return alternatives(declaration.body, declarations);
  if (declaration.kind === 'enum') return [/= ["']/.test(declaration.body) ? 'string' : 'number'];
  return [declaration.body.trim().startsWith('(') ? 'code' : 'object'];
}

/** The text up to the end of a type (`;`), or to the bracket that closes what is open at `start`. */
function upTo(text: string, start: number, end: ';' | '}'): string {
  for (const { depth, at } of scan(text, start)) if (text[at] === end && depth === (end === '}' ? -1 : 0)) return text.slice(start, at);
  throw new Error(`no ${end} after ${text.slice(start, start + 80)}`);
}

function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { depth, at } of scan(text, 0)) {
    if (text[at] !== separator || depth !== 0) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return [...parts, text.slice(from)].filter((part) => part.trim() !== '');
}

/** Each sign with the number of brackets that are open after it, or before it for one that opens; `=>` is no bracket. */
function* scan(text: string, start: number): Generator<{ depth: number; at: number }> {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const sign = text[at] ?? '';
    if ('}])'.includes(sign) || (sign === '>' && text[at - 1] !== '=')) depth--;
    yield { depth, at };
    if ('{[(<'.includes(sign)) depth++;
  }
}
