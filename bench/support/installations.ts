/** The three installed apps that are compared, kept in `.cache/bench`: bare, with upstream's register, with ours. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../test/support/node-lines.js';
import { installedPackages, npm, NpmError } from './npm.js';

export const variantNames = ['bare', 'upstream', 'ours'] as const;
export type VariantName = (typeof variantNames)[number];

export interface Installation {
  /** Holds `package.json` and `node_modules` of the app. */
  readonly folder: string;
  /** What `--import` or `--require` loads. */
  readonly register: string | undefined;
  /** Version of what is compared. */
  readonly version: string | undefined;
}

export interface Installations {
  readonly variants: Readonly<Record<VariantName, Installation>>;
  readonly packedBytes: number;
}

export interface PrepareOptions {
  /** Runs `npm run build` before packing. */
  readonly build: boolean;
  readonly warn: (line: string) => void;
}

/** At the versions that our own tests use. */
const appLibraries = ['express', 'fastify', 'pg', 'pino', 'ioredis', 'winston'];
const upstreamName = '@opentelemetry/auto-instrumentations-node';
const ourName = '@org/otel-distro';
const cacheFolder = path.join(root, '.cache/bench');

/**
 * Installs what is missing or out of date. The two variants start as copies of the bare app and then get one package
 * more, as a team would do it, so that the libraries are the same to the last version.
 * @throws {NpmError} no registry in reach
 */
export function prepareInstallations({ build, warn }: PrepareOptions): Installations {
  const bare = installBare();
  const upstream = installUpstream(bare, warn);
  const { folder: ours, packedBytes } = installOurs(bare, build);
  return {
    variants: {
      bare: { folder: bare, register: undefined, version: undefined },
      upstream,
      ours: { folder: ours, register: `${ourName}/register`, version: versionIn(ours, ourName) },
    },
    packedBytes,
  };
}

/** Upstream alone. @throws {NpmError} no registry in reach */
export function prepareUpstream(warn: PrepareOptions['warn']): Installation {
  return installUpstream(installBare(), warn);
}

function installBare(): string {
  mkdirSync(cacheFolder, { recursive: true });
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const dependencies = Object.fromEntries(appLibraries.map((name) => [name, devDependencies[name]]));
  const manifest = `${JSON.stringify({ name: 'bench-app', version: '1.0.0', private: true, dependencies }, null, 2)}\n`;
  const folder = path.join(cacheFolder, 'bare');
  const manifestFile = path.join(folder, 'package.json');
  const isCurrent = existsSync(manifestFile) && readFileSync(manifestFile, 'utf8') === manifest && installedPackages(folder).size > 0;
  if (isCurrent) return folder;
  // the other two are copies of what is replaced here
  for (const name of readdirSync(cacheFolder)) rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(manifestFile, manifest);
  install(folder, []);
  return folder;
}

function installUpstream(bare: string, warn: PrepareOptions['warn']): Installation {
  const version = latestUpstream(warn);
  const folder = path.join(cacheFolder, `upstream-${version}`);
  if (versionIn(folder, upstreamName) !== version) installBeside(bare, folder, `${upstreamName}@${version}`);
  return { folder, register: `${upstreamName}/register`, version };
}

/** Without a registry, the newest that was installed here before. */
function latestUpstream(warn: PrepareOptions['warn']): string {
  try {
    return npm(['view', upstreamName, 'dist-tags.latest'], cacheFolder).trim();
  } catch (error) {
    const before = readdirSync(cacheFolder).filter((name) => name.startsWith('upstream-')).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const version = before.at(-1)?.slice('upstream-'.length);
    if (version === undefined) throw error;
    warn(`the registry was not asked whether upstream ${version} is still the newest: ${String(error)}`);
    return version;
  }
}

function installOurs(bare: string, build: boolean): { folder: string; packedBytes: number } {
  if (build) npm(['run', 'build'], root);
  const packed = JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', cacheFolder], root)) as unknown;
  const { filename, integrity, size } = firstPacked(packed);
  const folder = path.join(cacheFolder, 'ours');
  if (installedPackages(folder).get(`node_modules/${ourName}`)?.integrity !== integrity) installBeside(bare, folder, path.join(cacheFolder, filename));
  return { folder, packedBytes: size };
}

interface Packed {
  readonly filename: string;
  readonly integrity: string;
  readonly size: number;
}

/** A list, or with other versions of npm an object by package name. */
function firstPacked(packed: unknown): Packed {
  const [first] = Object.values(packed as Record<string, Packed>);
  if (first === undefined) throw new NpmError('npm pack packed nothing');
  return first;
}

function installBeside(bare: string, folder: string, specifier: string): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(bare, folder, { recursive: true, verbatimSymlinks: true });
  try {
    install(folder, ['--save-exact', specifier]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function install(folder: string, args: readonly string[]): void {
  npm(['install', '--prefer-offline', ...args], folder);
}

function versionIn(folder: string, name: string): string | undefined {
  return installedPackages(folder).get(`node_modules/${name}`)?.version;
}
