/** Bundles the distro into `dist/`: CommonJS chunks that load fast, one per instrumentation (docs/adr/0001-bundle.md). */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { rolldown, type InputOptions, type OutputOptions, type Plugin, type PreRenderedChunk } from 'rolldown';
import { catalogue, type InstrumentationRow } from '../../src/instrumentations/catalogue.js';
import { isReadable } from './destination.js';
import { isLate, lateEntries, readLate } from './late-chunks.js';
import { lightenUpstream } from './lighten-upstream.js';

export const root = path.resolve(import.meta.dirname, '../..');
/** Becomes `dist` when all of it is written: a build that fails leaves the last one as it was. */
export const outputDirectory = path.join(root, '.cache/dist');
const iitmDirectory = path.join(root, 'node_modules/import-in-the-middle');

const external = ['@opentelemetry/api', './start.cjs', './api-in-one-file.cjs', /^node:/];
/** Functions and classes keep their names: they stand in stack traces. */
const minified = { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } } satisfies OutputOptions['minify'];
const minify = isReadable ? false : minified;
const common = {
  platform: 'node',
  external,
  resolve: {
    conditionNames: ['import', 'node', 'default'],
    mainFields: ['module', 'main'],
    extensionAlias: { '.js': ['.ts', '.js'], '.cjs': ['.cts', '.cjs'] },
  },
} satisfies InputOptions;

const standIns: Readonly<Record<string, string>> = {
  'require-in-the-middle': 'src/instrumentations/hooks/commonjs-hook.ts',
  'import-in-the-middle': 'src/instrumentations/hooks/import-in-the-middle.ts',
  'gcp-metadata': 'src/sdk/resource/gcp-metadata.ts',
};

/** Entries of instrumentations are not files: each is one line that the catalogue knows. */
const virtualPrefix = '\0instrumentation:';

/** By the name of the chunk. */
const sources: ReadonlyMap<string, Pick<InstrumentationRow, 'className' | 'from'>> = new Map(
  catalogue.flatMap((row) => [[row.id, row] as const, ...(row.slowFrom === undefined ? [] : [[`${row.id}-slow`, { ...row, from: row.slowFrom }] as const])]),
);

function failOn(id: string): never {
  throw new Error(`no row in the catalogue for ${id}`);
}

function resolveInstrumentations(): Plugin {
  return {
    name: 'instrumentations',
    resolveId(source) {
      const standIn = standIns[source];
      if (standIn !== undefined) return path.join(root, standIn);
      return source.startsWith(virtualPrefix) ? source : null;
    },
    load(id) {
      if (!id.startsWith(virtualPrefix)) return null;
      const { className, from } = sources.get(id.slice(virtualPrefix.length)) ?? failOn(id);
      return `export { ${className} as Instrumentation } from ${JSON.stringify(from.startsWith('.') ? path.join(root, 'src/instrumentations', `${from}.ts`) : from)};`;
    },
  };
}

/** The transport of winston's upstream instrumentation is for another SDK; ours never switches it on. */
const neverUsed: ReadonlySet<string> = new Set(['@opentelemetry/winston-transport']);

/**
 * Upstream's ES modules call a `require` of their own for some CommonJS packages, which a bundler cannot follow: the package would
 * be missing in an app. They become imports.
 */
function followOwnRequires(): Plugin {
  return {
    name: 'own-requires',
    transform(code, id) {
      if (!id.includes('@opentelemetry') || !code.includes('__require(')) return null;
      const imports: string[] = [];
      const followed = code.replaceAll(/__require\("([^"]+)"\)/g, (_call, name: string) => {
        if (neverUsed.has(name)) return '({})';
        const imported = `required${imports.length}`;
        imports.push(`import ${imported} from ${JSON.stringify(name)};`);
        return imported;
      });
      return { code: `${imports.join('\n')}\n${followed}`, map: null };
    },
  };
}

/** What winston's logger takes from other packages and Node.js has, or ours never uses: colours, the default format, a log of its own. */
const winstonParts: readonly (readonly [required: string, replacement: string])[] = [
  ["require('readable-stream/lib/_stream_writable.js')", "require('node:stream').Writable"],
  ["require('readable-stream')", "require('node:stream')"],
  ["require('@dabh/diagnostics')", '(() => () => undefined)'],
  ["require('logform')", '({ levels: (config) => config })'],
  ["require('logform/json')", '(() => undefined)'],
];

function slimWinston(): Plugin {
  return {
    name: 'slim-winston',
    transform(code, id) {
      if (!/node_modules[\\/]winston(-transport)?[\\/]/.test(id)) return null;
      return { code: winstonParts.reduce((text, [required, replacement]) => text.replaceAll(required, replacement), code), map: null };
    },
  };
}

/**
 * Of an uncaught error Node.js prints the line that threw it on, and in minified code that is the whole chunk. What is caught to be
 * recorded and thrown on therefore has a line of its own.
 */
function keepRethrowsShort(): Plugin {
  return {
    name: 'short-rethrows',
    generateBundle(_options, chunks) {
      for (const chunk of Object.values(chunks)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replaceAll(/\bthrow [^;{}"'`/]+(?=[;}])/g, '\n$&\n');
      }
    },
  };
}

/** Packages whose code ended up in the bundle, as folders below node_modules. */
export type BundledPackages = ReadonlySet<string>;

export async function bundle(): Promise<BundledPackages> {
  rmSync(outputDirectory, { recursive: true, force: true });
  mkdirSync(outputDirectory, { recursive: true });
  writeFileSync(path.join(outputDirectory, 'package.json'), '{ "type": "commonjs" }\n');
  const packages = new Set<string>();
  await write(packages, {
    ...common,
    input: {
      start: 'src/sdk/start.ts',
      index: 'src/index.ts',
      testing: 'src/testing/index.ts',
      cli: 'src/cli/main.ts',
      'configuration-file': 'src/settings/configuration-file.ts',
      'console-records': 'src/logging/console-records.ts',
      'instrumentation-options': 'src/instrumentations/check-options.ts',
      'courier-worker': 'src/delivery/courier/courier-worker.ts',
      'rare-propagators': 'src/sdk/rare-propagators.ts',
      'flow-peers': 'src/flow/flow-peers.ts',
      'open-span-watch': 'src/spans/open-span-watch.ts',
      'slow-tracer-provider': 'src/sdk/slow-tracer-provider.ts',
      ...lateEntries,
      ...Object.fromEntries([...sources.keys()].map((name) => [`instrumentations/${name}`, virtualPrefix + name])),
    },
    plugins: [resolveInstrumentations(), followOwnRequires(), lightenUpstream(), slimWinston(), readLate()],
  }, {
    entryFileNames: '[name].cjs',
    chunkFileNames: (chunk) => `shared/${nameChunk(chunk)}.cjs`,
    codeSplitting: {
      groups: [
        // most of these groups is needed at start: one file is read faster than ten
        { name: 'otel', test: /node_modules[\\/]@opentelemetry[\\/](core|instrumentation|semantic-conventions)[\\/]|sdk-trace[\\/]dist[\\/](semconv|sampler|Sampler)|instrumentation-http[\\/]dist[\\/](utils|semconv|internal-types|version)\.|node_modules[\\/]forwarded-parse[\\/]|[\\/](ResourceImpl|AggregationSelector)\.mjs$/ },
        { name: 'support', test: /[\\/]src[\\/](support|diagnostics|context|tracer|flow[\\/]flow-context|sdk[\\/]state|delivery[\\/]delivery-error)\b/ },
        // the courier's thread needs it too, and nothing else that is read at start
        { name: 'framing', test: /[\\/]src[\\/](otlp[\\/]encode[\\/]framing|delivery[\\/](connection-settings|exporter|untraced|courier[\\/]messages))\b/ },
        { name: 'settings', test: /[\\/]src[\\/](settings[\\/](?!configuration-)|sdk[\\/](exporting|read-configuration|spool-settings)\b)/ },
        { debugName: 'redaction', name: (id, context) => (isLate(id, context) ? null : 'redaction'), test: /[\\/]src[\\/]redaction[\\/]/ },
      ],
    },
  });
  // old syntax, so that an old Node.js can read it and say so
  await write(packages, { ...common, input: { register: 'register.ts' }, transform: { target: 'es2015' } }, { entryFileNames: '[name].cjs' });
  await bundleApi(packages);
  await bundleImportInTheMiddle(packages);
  return packages;
}

async function bundleApi(packages: Set<string>): Promise<void> {
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/@opentelemetry/api/package.json'), 'utf8')) as { version: string };
  const input = { 'api-in-one-file': 'src/preflight/api-in-one-file.ts' };
  const transform = { define: { bundledApiVersion: JSON.stringify(version) } };
  await write(packages, { ...common, external: [/^node:/], input, transform }, { entryFileNames: '[name].cjs' });
}

/** Many packages have but a `dist/index` or `src/index`: such a chunk is named after its package. */
function nameChunk({ name, moduleIds }: PreRenderedChunk): string {
  if (!/^(dist|src|index)$/.test(name)) return name;
  return /.*node_modules[\\/](?:@[^\\/]+[\\/])?([^\\/]+)/.exec(moduleIds.at(-1) ?? '')?.[1] ?? name;
}

async function bundleImportInTheMiddle(packages: Set<string>): Promise<void> {
  const register = './lib/register';
  const directory = path.join(outputDirectory, 'iitm');
  const input = { index: path.join(iitmDirectory, 'index.js'), 'create-hook': path.join(iitmDirectory, 'create-hook.mjs') };
  await write(packages, { ...common, external: [...external, register], input }, {
    dir: directory,
    entryFileNames: '[name].cjs',
    paths: { [register]: './lib/register.js' },
  });
  // what a loader thread runs, where Node.js has no dependable synchronous hooks
  writeFileSync(
    path.join(directory, 'hook.mjs'),
    "import { createHook } from './create-hook.cjs';\nexport const { initialize, load, resolve } = createHook(import.meta);\n",
  );
  // generated wrappers import this file by its URL, and the main thread must see the same instance
  cpSync(path.join(iitmDirectory, 'lib/register.js'), path.join(directory, 'lib/register.js'));
}

async function write(packages: Set<string>, input: InputOptions, output: OutputOptions): Promise<void> {
  const build = await rolldown({ cwd: root, ...input, plugins: [input.plugins, keepRethrowsShort()], onLog: failOnWarning });
  // V8 reads a text of one byte per character faster, and keeps it in half the memory
  const { output: chunks } = await build.write({ dir: outputDirectory, format: 'cjs', strict: true, exports: 'named', charset: 'ascii', minify, ...output });
  for (const chunk of chunks) {
    if (chunk.type !== 'chunk') continue;
    for (const id of chunk.moduleIds) {
      const match = /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id.replace(/^\0/, ''));
      if (match?.[1] !== undefined) packages.add(path.relative(root, match[1]));
    }
  }
}

function failOnWarning(level: string, log: { code?: string; message: string }): void {
  if (level === 'warn') throw new Error(`bundle: ${log.code ?? ''} ${log.message}`);
}
