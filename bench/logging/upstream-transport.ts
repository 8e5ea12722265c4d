/** Upstream's installed app with the transport that its winston instrumentation sends by, which it does not bring along. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../test/support/node-lines.js';
import type { Installation } from '../support/installations.js';
import { installedPackages, npm } from '../support/npm.js';

export const transport = { name: '@opentelemetry/winston-transport', version: '0.34.0' };
const cacheFolder = path.join(root, '.cache/bench-logging');

/** @throws {NpmError} no registry in reach */
export function installTransport(): string {
  const manifest = `${JSON.stringify({ name: 'bench-logging', version: '1.0.0', private: true, dependencies: { [transport.name]: transport.version } }, null, 2)}\n`;
  const manifestFile = path.join(cacheFolder, 'package.json');
  const isCurrent = existsSync(manifestFile) && readFileSync(manifestFile, 'utf8') === manifest && installedPackages(cacheFolder).size > 0;
  if (!isCurrent) {
    rmSync(cacheFolder, { recursive: true, force: true });
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(manifestFile, manifest);
    npm(['install', '--prefer-offline', '--ignore-scripts'], cacheFolder);
  }
  return path.join(cacheFolder, 'node_modules');
}

/** A copy beside that of upstream; what is there already stays at its version. */
export function withTransport(upstream: Installation): Installation {
  const modules = installTransport();
  const folder = `${upstream.folder}-with-transport`;
  cpSync(upstream.folder, folder, { recursive: true, verbatimSymlinks: true });
  cpSync(modules, path.join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true, force: false });
  return { ...upstream, folder };
}
