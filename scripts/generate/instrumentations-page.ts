/** The reference page of all instrumentations, from the catalogue and from what the classes themselves say that they patch. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstrumentationModuleDefinition } from '@opentelemetry/instrumentation';
import { catalogue, type InstrumentationRow } from '../../src/instrumentations/catalogue.js';
import { ownOptions } from '../../src/instrumentations/own/options.js';
import { code, generatedNotice, plain, table } from './markdown.js';
import { readUpstreamOptions } from './upstream-options.js';

interface InstrumentationClass {
  new (config: { enabled: boolean }): { getModuleDefinitions?(): InstrumentationModuleDefinition[] };
}

const root = path.resolve(import.meta.dirname, '../..');

const introduction = `# Instrumentations

Libraries that leave spans, metrics or log records without a change in the app. Each instrumentation is read when the app
loads its library, and costs nothing before.

- \`OTEL_NODE_ENABLED_INSTRUMENTATIONS=http,pg\` uses only these; it also turns on those that are off by default.
- \`OTEL_NODE_DISABLED_INSTRUMENTATIONS=graphql\` leaves these out, and wins over the list of enabled ones.
- A version of a library that is not listed works, and leaves nothing.

## Options

\`OTEL_DISTRO_INSTRUMENTATION_OPTIONS\` holds options as JSON, or names a file with them; in a file of \`OTEL_CONFIG_FILE\` they
stand under \`instrumentation/development\`, \`js\`. Where both name an instrumentation, the variable counts.

\`\`\`json
{
  "http": {
    "ignoreIncomingPaths": ["/livez", "/assets/*"],
    "ignoreOutgoingHosts": ["*.internal", "localhost:9000"],
    "headersToSpanAttributes": { "server": { "requestHeaders": ["x-tenant"] } }
  },
  "undici": { "ignoreOutgoingHosts": ["*.internal"] },
  "pg": { "requireParentSpan": true },
  "fs": { "enabled": true }
}
\`\`\`

- \`enabled\` (boolean) is an option of each one, and wins over the two lists.
- \`ignoreIncomingPaths\` and \`ignoreOutgoingHosts\` leave requests out of spans and metrics. \`*\` is any text, \`?\` any one
  character; paths are compared without the query, hosts with and without their port.
- \`headersToSpanAttributes\` puts headers on spans as \`http.request.header.<name>\` and \`http.response.header.<name>\`.
- The other options are those of the linked packages. Those that take a function are left out here: they cannot be set without code.
- A name or a value that does not fit is reported ([instrumentation-unknown](problems.md#instrumentation-unknown),
  [setting-invalid](problems.md#setting-invalid)) and left out.

## List`;

export async function renderInstrumentations(): Promise<string> {
  const rows = await Promise.all(catalogue.map(renderRow));
  const header = ['Name', 'Libraries and versions', 'On by default', 'Options', 'Remark'];
  return `${generatedNotice}\n\n${introduction}\n\n${table(header, rows)}\n`;
}

async function renderRow(row: InstrumentationRow): Promise<string[]> {
  const options = Object.entries({ ...ownOptions[row.id], ...readUpstreamOptions(row.id) }).filter(([, types]) => types !== 'function');
  return [
    renderName(row),
    await renderLibraries(row),
    row.enabledByDefault ? 'yes' : 'no',
    options.map(([name, types]) => `${code(name)} ${plain(types)}`).join(', '),
    plain(row.remark ?? ''),
  ];
}

function renderName({ id }: InstrumentationRow): string {
  const homepage = homepageOf(id);
  return homepage === undefined ? code(id) : `[${code(id)}](${homepage})`;
}

function homepageOf(id: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(root, `node_modules/@opentelemetry/instrumentation-${id}/package.json`), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'homepage' in manifest ? String(manifest.homepage).replace(/#readme$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** A library without versions is a part of Node.js, or known by what it publishes itself. */
async function renderLibraries(row: InstrumentationRow): Promise<string> {
  const versions = new Map<string, Set<string>>(row.modules.map((name) => [name, new Set()]));
  for (const { name, supportedVersions } of await definitionsOf(row)) for (const range of supportedVersions) versions.get(name)?.add(range);
  return [...versions].map(([name, ranges]) => [code(name), [...ranges].filter((range) => range !== '*').map(code).join(' or ')].join(' ').trim()).join(', ');
}

export async function definitionsOf({ from, className }: InstrumentationRow): Promise<readonly InstrumentationModuleDefinition[]> {
  const source = from.startsWith('.') ? pathToFileURL(path.join(root, 'src/instrumentations', `${from}.ts`)).href : from;
  const exports: Record<string, unknown> = await import(source);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the catalogue names the export
  const Class = exports[className] as InstrumentationClass;
  return new Class({ enabled: false }).getModuleDefinitions?.() ?? [];
}
