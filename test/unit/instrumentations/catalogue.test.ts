/** The catalogue covers what auto-instrumentations-node has, with its names, classes and modules; what differs says why. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { catalogue } from '../../../src/instrumentations/catalogue.js';
import { root } from '../../support/node-lines.js';
import { runModule } from '../../support/run-module.js';

interface Upstream {
  readonly name: string;
  readonly className: string;
  readonly onByDefault: boolean;
}

/** By `print-definitions.ts`. */
interface Definitions {
  /** By the id of the row. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
  readonly page: string;
}

/** They patch what they are for by themselves. */
const ours = ['child_process', 'fastify', 'worker_threads'];
const silent = [...ours, 'http'];

/** In a process of its own: it patches what it can when it is asked. */
const script = `
  const { getNodeAutoInstrumentations } = require('@opentelemetry/auto-instrumentations-node');
  const manifest = require('node:fs').readFileSync('node_modules/@opentelemetry/auto-instrumentations-node/package.json');
  const names = Object.keys(JSON.parse(manifest).dependencies).filter((name) => name.includes('/instrumentation-'));
  const byDefault = new Set(getNodeAutoInstrumentations().map((one) => one.instrumentationName));
  const all = getNodeAutoInstrumentations(Object.fromEntries(names.map((name) => [name, { enabled: true }])));
  console.log(JSON.stringify(all.map((one) => ({ name: one.instrumentationName, className: one.constructor.name, onByDefault: byDefault.has(one.instrumentationName) }))));
  process.exit();
`;

describe('catalogue', () => {
  let upstream: readonly Upstream[];
  let definitions: Definitions;

  before(async () => {
    const output = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    upstream = JSON.parse(output) as readonly Upstream[];
    const { stdout } = await runModule(new URL('print-definitions.ts', import.meta.url));
    definitions = JSON.parse(stdout) as Definitions;
  });

  it('has every instrumentation of auto-instrumentations-node, and no other but ours', () => {
    const upstreamIds = upstream.map(({ name }) => name.replace('@opentelemetry/instrumentation-', ''));
    const ids = catalogue.map((row) => row.id);
    assert.deepEqual(ids.filter((id) => !upstreamIds.includes(id)), ours);
    assert.deepEqual(upstreamIds.filter((id) => !ids.includes(id)), []);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('names the classes as upstream does', () => {
    for (const { name, className } of upstream) {
      assert.equal(catalogue.find((row) => name.endsWith(`/instrumentation-${row.id}`))?.className, className, name);
    }
  });

  it('turns on what upstream turns on, or says why not', () => {
    for (const { name, onByDefault } of upstream) {
      const row = catalogue.find(({ id }) => name.endsWith(`/instrumentation-${id}`));
      if (row?.enabledByDefault !== onByDefault) assert.ok(row?.remark, name);
    }
  });

  it('is in the order of the alphabet, as the reference page', () => {
    const ids = catalogue.map((row) => row.id);
    assert.deepEqual(ids, ids.toSorted());
  });

  for (const row of catalogue) {
    it(`${row.id} names the modules that the class patches`, () => {
      const isSilent = row.trigger.on === 'channel' || silent.includes(row.id);
      assert.deepEqual([...new Set(definitions.modules[row.id])].sort(), isSilent ? [] : row.modules.toSorted());
    });
  }

  it('the reference page is what npm run generate writes', () => {
    assert.equal(readFileSync(`${root}/docs/reference/instrumentations.md`, 'utf8'), definitions.page);
  });

  it('yields only to instrumentations that exist', () => {
    for (const { yieldsTo } of catalogue) assert.ok(yieldsTo === undefined || catalogue.some((row) => row.id === yieldsTo));
  });
});
