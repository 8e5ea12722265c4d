/** What is in the tarball, and what it adds to an app. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { homedir, hostname, tmpdir } from 'node:os';
import * as path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { catalogue } from '../../src/instrumentations/catalogue.js';
import { cleanEnvironment } from '../support/run-app.js';
import { root } from '../support/node-lines.js';
import { manifest, useInstallation, type Installation } from './installation.js';

type Budgets = Readonly<Record<'packedKilobytes' | 'unpackedMegabytes' | 'files' | 'packagesOverBare' | 'megabytesOverBare' | 'startChunkKilobytes' | 'filesReadAtStart' | 'kilobytesReadAtStart', number>>;
const budgets = JSON.parse(readFileSync(path.join(import.meta.dirname, 'budgets.json'), 'utf8')) as Budgets;

describe('the tarball', () => {
  let installation: Installation;
  let packageFolder: string;
  let texts: ReadonlyMap<string, string>;

  before(async function () {
    installation = await useInstallation(this);
    packageFolder = path.join(installation.folder, 'node_modules/@org/otel-distro');
    texts = new Map(installation.tarball.files.map((file) => [file.path, readFileSync(path.join(packageFolder, file.path), 'utf8')]));
  });

  function linesAbout(problems: Iterable<string>): string {
    return [...problems].join('\n');
  }

  it('has @opentelemetry/api as its one dependency', () => {
    const installed = JSON.parse(texts.get('package.json') ?? '') as Record<string, unknown>;
    assert.deepEqual(Object.keys(manifest.dependencies), ['@opentelemetry/api']);
    assert.equal(installed['peerDependencies'] ?? installed['optionalDependencies'] ?? installed['bundleDependencies'], undefined);
  });

  it('names no other package in its code', () => {
    const known = /^(\.|@opentelemetry\/api$|@org\/otel-distro)/;
    const loads = /\b(?:require|import)\(\s*["'`]([^"'`$]+)["'`]\s*\)|\b(?:from|import)\s*["']([^"']+)["']/g;
    const strangers = [...texts].filter(([file]) => /^dist\/.*\.(cjs|mjs|js|cts|mts|ts)$/.test(file)).flatMap(([file, text]) => {
      const code = file.includes('.d.') ? text.replaceAll(/\/\*.*?\*\//gs, '') : text;
      const names = [...code.matchAll(loads)].map((match) => match[1] ?? match[2] ?? '');
      return names.filter((name) => !known.test(name) && !isBuiltin(name)).map((name) => `${file}: ${name}`);
    });
    assert.equal(linesAbout(strangers), '');
  });

  it('has only what users need: no sources, no maps, no tests', () => {
    const expected = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|THIRD-PARTY-NOTICES\.txt|dist\/.*\.(cjs|mjs|js|d\.ts|d\.cts|d\.mts)|dist\/package\.json|docs\/(guides|reference)\/.*\.md)$/;
    assert.equal(linesAbout([...texts.keys()].filter((file) => !expected.test(file))), '');
    assert.equal(linesAbout([...texts].filter(([, text]) => text.includes('sourceMappingURL')).map(([file]) => file)), '');
  });

  it('names nothing of the machine that built it', () => {
    const registry = new URL(execFileSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()).host;
    const ofMachine = [root, tmpdir() + path.sep, homedir() + path.sep, registry, ...(hostname().length > 4 ? [hostname()] : [])];
    const found = [...texts].flatMap(([file, text]) => ofMachine.filter((name) => text.includes(name)).map((name) => `${file}: ${name}`));
    assert.equal(linesAbout(found), '');
  });

  it('says whose code it contains, each package from one place', () => {
    const notices = texts.get('THIRD-PARTY-NOTICES.txt') ?? '';
    const names = [...notices.matchAll(/^(\S+) (\d+\.\d+\.\d+\S*) \([\w.-]+\)$/gm)].map(([, name = '', version = '']) => ({ name, version }));
    const versions = new Map<string, Set<string>>();
    for (const { name, version } of names) versions.set(name, (versions.get(name) ?? new Set()).add(version));
    const missing = importedPackages().filter((name) => !versions.has(name));
    assert.equal(linesAbout(missing), '');
    assert.equal(linesAbout([...versions].filter(([, found]) => found.size > 1).map(([name]) => name)), '');
  });

  /** Packages that our sources load at run time, and those of the catalogue. */
  function importedPackages(): string[] {
    const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
    const imports = sources.flatMap((file) => {
      const code = readFileSync(path.join(root, 'src', file), 'utf8');
      return [...code.matchAll(/^import (?!type)[^;]*?from '((?:@[^/']+\/)?[^/'.][^/']*)[^']*';/gm)].map(([, name = '']) => name);
    });
    const ofCatalogue = catalogue.map((row) => row.from).filter((from) => !from.startsWith('.'));
    const shipped = (name: string): boolean => !isBuiltin(name) && name !== '@opentelemetry/api';
    return [...new Set([...imports, ...ofCatalogue])].filter(shipped);
  }

  it('is right in the eyes of publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: packageFolder, pack: false, strict: true });
    assert.equal(linesAbout(messages.map((message) => formatMessage(message, pkg) ?? message.code)), '');
  });

  it('is right in the eyes of are-the-types-wrong', () => {
    const cli = path.join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const options = ['--profile', 'node16', '--format', 'ascii', '--no-emoji'];
    const env = cleanEnvironment();
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, installation.tarball.file, ...options], { encoding: 'utf8', env });
    assert.equal(status, 0, stdout + stderr);
  }).timeout(30_000);

  describe('stays within its budget', () => {
    function within(budget: keyof Budgets, actual: number): void {
      assert.ok(actual <= budgets[budget], `${budget}: ${Math.round(actual * 100) / 100} is more than ${budgets[budget]}`);
    }

    it('packed and unpacked', () => {
      const { size, unpackedSize, files } = installation.tarball;
      within('packedKilobytes', size / 1e3);
      within('unpackedMegabytes', unpackedSize / 1e6);
      within('files', files.length);
    });

    it('installed over a bare app', () => {
      const { bare, full } = installation;
      within('packagesOverBare', full.packages - bare.packages);
      within('megabytesOverBare', (full.bytes - bare.bytes) / 1e6);
    });

    it('read at start', () => {
      const listing = "process.stdout.write(JSON.stringify(Object.keys(require.cache)))";
      const env = { ...cleanEnvironment(), OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'none' };
      const flags = ['--require', '@org/otel-distro/register', '--eval', listing];
      const read = (JSON.parse(execFileSync(process.execPath, flags, { cwd: installation.folder, env, encoding: 'utf8' })) as string[])
        .filter((file) => file.startsWith(packageFolder))
        .map((file) => path.relative(packageFolder, file));
      const kilobytes = read.reduce((sum, file) => sum + Buffer.byteLength(texts.get(file.split(path.sep).join('/')) ?? ''), 0) / 1e3;
      within('startChunkKilobytes', Buffer.byteLength(texts.get('dist/start.cjs') ?? '') / 1e3);
      within('filesReadAtStart', read.length);
      within('kilobytesReadAtStart', kilobytes);
      // `--eval` may import: without synchronous hooks for ES modules, the two that wait for modules of Node.js are read at once
      const lazy = /resource-detector|configuration-file|instrumentations\/(?!http|child_process|worker_threads)|create-hook|-worker|testing|cli/;
      assert.equal(linesAbout(read.filter((file) => lazy.test(file))), '');
    });
  });

  it('has a chunk of its own for each cloud', () => {
    const chunks = [...texts.keys()].map((file) => /resource-detector-([\w-]+)\.cjs$/.exec(file)?.[1]).filter((name) => name !== undefined);
    assert.deepEqual(chunks.toSorted(), ['alibaba-cloud', 'aws', 'azure', 'gcp']);
  });
});
