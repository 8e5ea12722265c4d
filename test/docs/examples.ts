/** Finds the `@example` of everything that a module exports. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';

export interface PublicExport {
  readonly name: string;
  /** TypeScript; undefined where the docstring has no example, or where there is no docstring. */
  readonly example: string | undefined;
}

/** The functions, classes and constants that an index file exports by name from other files; types are left out. */
export function publicExports(indexFile: string): PublicExport[] {
  const index = path.join(root, indexFile);
  return [...readFileSync(index, 'utf8').matchAll(/^export \{([^}]+)\} from '(.+)\.js';$/gm)].flatMap(([, names = '', specifier = '']) => {
    const source = readFileSync(path.resolve(path.dirname(index), `${specifier}.ts`), 'utf8');
    return names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => ({ name, example: exampleOf(docstringOf(name, source)) }));
  });
}

/** Of a function with overloads, the docstring of the first. */
function docstringOf(name: string, source: string): string {
  const pattern = String.raw`/\*\*((?:(?!\*/)[^])*)\*/\nexport (?:async )?(?:function|class|const) ${name}\b`;
  return new RegExp(pattern).exec(source)?.[1] ?? '';
}

function exampleOf(docstring: string): string | undefined {
  const text = docstring.replaceAll(/^ \* ?/gm, '');
  return /^@example\n((?:(?!^@\w)[^])+)/m.exec(text)?.[1];
}
