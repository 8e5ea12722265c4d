/**
 * The API package in one file in place of its fifty, which take a tenth of the start to read. It stands in only for an installed
 * package of the very version that was bundled, so nobody sees a difference; any other version is read as usual.
 */
import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import * as path from 'node:path';
import * as api from '@opentelemetry/api';

/** Put in by the build. */
declare const bundledApiVersion: string;

/** @param nodeRequire finds the API package that the distro has */
export function placeApi(nodeRequire: NodeJS.Require): void {
  const file = nodeRequire.resolve('@opentelemetry/api');
  if (nodeRequire.cache[file] !== undefined || readVersion(file) !== bundledApiVersion) return;
  const placed = new Module(file);
  placed.filename = file;
  placed.exports = Object.defineProperty({ ...api }, '__esModule', { value: true });
  placed.loaded = true;
  nodeRequire.cache[file] = placed;
}

/** @param file `dist/index.cjs` of the package; undefined where another version has its files elsewhere */
function readVersion(file: string): unknown {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(path.dirname(file), '../package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}
