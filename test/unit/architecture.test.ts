/** The plan of the house as a test: which room may import from which. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';

/** Rooms that every room may use. */
const foundations = ['support', 'diagnostics', 'settings'];
const doors: Readonly<Record<string, readonly string[]>> = {
  support: [],
  // what a context carries: every room that makes, reads or stamps it
  // spans and blocks of attributes, as those who stamp, redact and encode them know them
  tracer: ['support', 'diagnostics'],
  context: ['support', 'tracer'],
  diagnostics: ['support'],
  settings: ['support', 'diagnostics'],
  preflight: [],
  otlp: ['support', 'tracer'],
  redaction: [...foundations, 'tracer'],
  spans: [...foundations, 'context'],
  flow: [...foundations, 'context'],
  request: [...foundations, 'context'],
  // its lines leave
  logging: [...foundations, 'context', 'redaction', 'tracer'],
  metrics: foundations,
  admin: foundations,
  lifecycle: [...foundations, 'tracer'],
  instrumentations: [...foundations, 'context', 'tracer'],
  http: [...foundations, 'context', 'tracer', 'instrumentations'],
  // what is delivered in the `exit` event may have to be written as JSON
  delivery: [...foundations, 'otlp', 'tracer'],
  testing: ['support', 'otlp'],
  // what is printed of received telemetry leaves as well
  viewer: ['support', 'otlp', 'testing', 'redaction'],
  // `spool` sends and removes what the distro left: by its own courier, to the exporters that it would start
  cli: [...foundations, 'delivery', 'otlp', 'redaction', 'sdk', 'testing', 'viewer'],
  sdk: [...foundations, 'admin', 'context', 'delivery', 'flow', 'instrumentations', 'lifecycle', 'logging', 'metrics', 'redaction', 'request', 'spans', 'tracer'],
};

const source = path.join(root, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && file.includes(path.sep));

function roomOf(file: string): string {
  return path.relative(source, file).split(path.sep)[0] ?? '';
}

describe('architecture', () => {
  it('every room is in the plan', () => {
    assert.deepEqual([...new Set(files.map((file) => roomOf(path.join(source, file))))].sort(), Object.keys(doors).sort());
  });

  for (const file of files) {
    const full = path.join(source, file);
    const allowed = [roomOf(full), ...(doors[roomOf(full)] ?? [])];
    const imports = [...readFileSync(full, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, specifier = '']) => path.resolve(path.dirname(full), specifier));
    const rooms = new Set(imports.filter((target) => target.startsWith(source)).map(roomOf));
    for (const room of rooms) if (!allowed.includes(room)) it(`src/${file} does not import from ${room}`, () => assert.fail(`allowed: ${allowed.join(', ')}`));
  }

  it('every file says in its first line what it owns', () => {
    const silent = files.filter((file) => !/^(#!.*\n|\/\/\/.*\n)?\/\*\*/.test(readFileSync(path.join(source, file), 'utf8')));
    assert.deepEqual(silent, []);
  });
});
