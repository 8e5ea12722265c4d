/** The packed distro, installed beside a bare app as a user would; made once, and shared by the tests of this folder. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { root } from '../support/node-lines.js';
import { skipUnless } from '../support/skip.js';

/** What `npm pack --json` tells. */
export interface Tarball {
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  /** Bytes of its files. */
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

export interface Footprint {
  readonly packages: number;
  readonly bytes: number;
}

export interface Installation {
  /** Of the app; its name has a space and a letter outside ASCII, so that every row proves those. */
  readonly folder: string;
  readonly tarball: Tarball & { readonly file: string };
  /** `node_modules` before and after the distro came. */
  readonly bare: Footprint;
  readonly full: Footprint;
}

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
export const fixtures = path.join(root, 'test/fixtures/packaging');

const run = promisify(execFile);
const installTimeoutMs = 60_000;
export const appPackages = ['express', 'fastify', 'ioredis', 'pg', 'pino', 'winston'];
const unreachable = /\b(E?NOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/;

let installing: Promise<Installation | { readonly missing: string }> | undefined;

/** Skips the test where the registry cannot be reached; on CI that is a failure. */
export async function useInstallation(test: Context): Promise<Installation> {
  test.timeout(2 * installTimeoutMs);
  installing ??= install();
  const installed = await installing;
  if ('missing' in installed) skipUnless(test, installed.missing);
  return installed as Installation;
}

async function install(): Promise<Installation | { readonly missing: string }> {
  if (!existsSync(path.join(root, 'dist'))) throw new Error('nothing to pack: run `npm run build`');
  const temporary = mkdtempSync(path.join(tmpdir(), 'packaging-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const folder = path.join(temporary, 'my shöp');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "shop", "version": "1.2.3", "private": true }\n');
  cpSync(fixtures, folder, { recursive: true });

  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', temporary], { cwd: root });
  const [tarball] = JSON.parse(packed.stdout) as [Tarball];
  const file = path.join(temporary, tarball.filename);
  try {
    await npmInstall(folder, appPackages.map((name) => `${name}@${manifest.devDependencies[name]}`));
    const bare = measure(folder);
    await npmInstall(folder, [file]);
    return { folder, tarball: { ...tarball, file }, bare, full: measure(folder) };
  } catch (error) {
    const cause = unreachable.exec(String(error))?.[0];
    if (cause === undefined) throw error;
    return { missing: `no package registry (${cause})` };
  }
}

async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
  await run('npm', ['install', ...flags, ...packages], { cwd: folder, timeout: installTimeoutMs });
}

function measure(folder: string): Footprint {
  const modules = path.join(folder, 'node_modules');
  const { packages } = JSON.parse(readFileSync(path.join(modules, '.package-lock.json'), 'utf8')) as { packages: object };
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
  return { packages: Object.keys(packages).length, bytes };
}
