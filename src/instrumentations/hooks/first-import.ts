/**
 * Tells when an app may load its first ES module. A hook for ES modules makes every `require` slower too, so an app in CommonJS
 * gets it no sooner than with the first file that can import something.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { manifestsAbove } from '../../support/package-manifest.js';

/** @param script `process.argv[1]`; without one (`node -e`, the REPL) everything is possible */
export function mayStartWithEsModule(script: string | undefined): boolean {
  try {
    if (script === undefined) return true;
    const file = realpathSync(createRequire(script).resolve(script));
    const extension = path.extname(file);
    if (extension === '.cjs' || extension === '.cts') return false;
    if (extension !== '.js' && extension !== '.ts') return true;
    const type = nearestPackageType(file);
    return type === undefined ? /^\s*(?:import|export)[\s{*'"]/m.test(readFileSync(file, 'utf8')) : type !== 'commonjs';
  } catch {
    return true;
  }
}

/** Whether a CommonJS source may import an ES module when it runs; types in comments do not count. */
export function mayImport(source: string): boolean {
  if (source.includes('.mjs')) return true;
  for (let at = source.indexOf('import('); at !== -1; at = source.indexOf('import(', at + 1)) {
    if (!isInComment(source, at)) return true;
  }
  return source.includes('import (');
}

/** On the same line only, and not wherever a slash meets a star: text such as a media type or a glob holds them too. */
const commentBefore = /(?:^\s*(?:\/\/|\*\s)|\/\*\*?\s)(?!.*\*\/)/;

function isInComment(source: string, at: number): boolean {
  return commentBefore.test(source.slice(source.lastIndexOf('\n', at) + 1, at));
}

function nearestPackageType(file: string): unknown {
  for (const manifest of manifestsAbove(path.dirname(file))) return Reflect.get(manifest, 'type');
  return undefined;
}
