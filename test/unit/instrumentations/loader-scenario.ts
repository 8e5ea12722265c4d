/** Runs the loader with chunks and libraries of its own, and prints what happened: its hooks stay in the process. */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import type { InstrumentationRow, InstrumentationTrigger } from '../../../src/instrumentations/catalogue.js';
import { startInstrumentations } from '../../../src/instrumentations/instrumentation-loader.js';

const folder = mkdtempSync(path.join(tmpdir(), 'loader-scenario-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const events: string[] = [];
Reflect.set(globalThis, 'scenarioEvents', events);
const problems: string[] = [];
setDiagnosticSink((line) => problems.push(line));

function write(file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function row(id: string, trigger: InstrumentationTrigger, extras: Partial<InstrumentationRow> = {}): InstrumentationRow {
  write(
    `instrumentations/${id}.cjs`,
    `const say = (what) => globalThis.scenarioEvents.push('${id} ' + what);
    exports.Instrumentation = class {
      constructor(options) { say('made ' + JSON.stringify(options)); if (options.fails) throw new Error('fails'); }
      setTracerProvider() { say('tracer'); }
      onMessage(message) { say('got ' + message); if (message === 'bad') throw new Error('secret-4711'); }
      disable() { say('disabled'); }
    };`,
  );
  return { id, from: '', className: '', trigger, modules: [id], enabledByDefault: true, ...extras };
}

const rows = [
  row('plain', { on: 'module' }),
  row('failing', { on: 'module' }),
  row('first', { on: 'module' }),
  row('second', { on: 'module' }, { yieldsTo: 'first' }),
  row('third', { on: 'module' }),
  row('channelled', { on: 'channel', channel: 'scenario.good', method: 'onMessage' }),
  row('throwing', { on: 'channel', channel: 'scenario.bad', method: 'onMessage' }),
  row('never', { on: 'channel', channel: 'scenario.never', method: 'onMessage' }),
  row('lambda', { on: 'lambda' }),
  row('idle', { on: 'idle' }),
];
for (const { id } of rows) write(`node_modules/${id}/index.js`, `globalThis.scenarioEvents.push('${id} library');`);
const nodeRequire = createRequire(path.join(folder, 'app.cjs'));
process.on('uncaughtException', (error) => events.push(`uncaught ${error.message}`));

const loader = startInstrumentations({ directory: folder, rows, options: { plain: { a: 1 }, failing: { fails: true } }, onLambda: false, isFast: true });
for (const id of ['plain', 'failing', 'second', 'first']) nodeRequire(id);
for (const message of ['one', 'two']) diagnosticsChannel.channel('scenario.good').publish(message);
if (diagnosticsChannel.hasSubscribers('scenario.good')) events.push('channelled still listens');
diagnosticsChannel.channel('scenario.bad').publish('bad');
loader.disable();

for (const chunk of ['two-paths', 'two-paths-slow']) {
  write(`instrumentations/${chunk}.cjs`, `exports.Instrumentation = class { constructor() { globalThis.scenarioEvents.push('two-paths ${chunk}'); } disable() {} };`);
}
for (const isFast of [true, false]) {
  const twoPaths: InstrumentationRow = { id: 'two-paths', from: '', slowFrom: 'slow', className: '', trigger: { on: 'core' }, modules: [], enabledByDefault: true };
  startInstrumentations({ directory: folder, rows: [twoPaths], options: {}, onLambda: false, isFast }).disable();
}
nodeRequire('third');
diagnosticsChannel.channel('scenario.never').publish('late');
setImmediate(() => {
  // there is no iitm/ in this folder
  const reported = problems.filter((line) => !line.includes('hook for ES modules')).map((line) => line.replace(/^\[otel-distro\] \w+ /, ''));
  process.stdout.write(JSON.stringify({ events, reported, loaded: [...loader.loaded] }));
});
