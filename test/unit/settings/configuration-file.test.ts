/** Declarative configuration files. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { readConfigurationFile } from '../../../src/settings/configuration-file.js';

function exporter(key: string): string {
  return `{${key}: {headers: [{name: a, value: plain}], headers_list: "a=list,b=2"}}`;
}

describe('readConfigurationFile', () => {
  let folder: string;
  let path: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'configuration-file-'));
    path = join(folder, 'otel.yaml');
  });

  after(() => rmSync(folder, { recursive: true }));

  function read(text: string): ReturnType<typeof readConfigurationFile> {
    writeFileSync(path, text);
    return readConfigurationFile(path);
  }

  it('merges lists in text form into the plain fields', () => {
    const model = read(`
file_format: "1.0"
resource: {attributes: [{name: service.name, value: shop}], attributes_list: "service.name=other,team=a"}
propagator: {composite: [{b3: null}], composite_list: "tracecontext, b3"}
tracer_provider: {processors: [{batch: {exporter: ${exporter('otlp_http')}}}, {simple: {exporter: ${exporter('otlp_grpc')}}}]}
logger_provider: {processors: [{batch: {exporter: ${exporter('otlp_http')}}}]}
meter_provider: {readers: [{periodic: {exporter: ${exporter('otlp_http')}}}, {pull: {exporter: {prometheus/development: {port: 0}}}}]}
`);
    const otlp = { headers: [{ name: 'a', value: 'plain' }, { name: 'b', value: '2' }] };
    assert.deepEqual(JSON.parse(JSON.stringify(model)), {
      resource: { attributes: [{ name: 'service.name', value: 'shop' }, { name: 'team', value: 'a', type: 'string' }] },
      propagator: { composite: [{ b3: null }, { tracecontext: null }] },
      tracer_provider: { processors: [{ batch: { exporter: { otlp_http: otlp } } }, { simple: { exporter: { otlp_grpc: otlp } } }] },
      logger_provider: { processors: [{ batch: { exporter: { otlp_http: otlp } } }] },
      meter_provider: {
        readers: [{ periodic: { exporter: { otlp_http: otlp } } }, { pull: { exporter: { 'prometheus/development': { port: 0 } } } }],
      },
    });
  });

  it('gives an empty model for a file that sets nothing', () => {
    assert.deepEqual(read('file_format: "1.0"\n'), {});
  });

  it('leaves exporters without settings alone', () => {
    const model = read('file_format: "1.0"\ntracer_provider: {processors: [{simple: {exporter: {console: }}}, {batch: {exporter: {otlp_http: }}}]}\n');
    assert.deepEqual(model.tracer_provider?.processors, [{ simple: { exporter: { console: null } } }, { batch: { exporter: { otlp_http: null } } }]);
  });

  it('takes the propagator none for no propagation', () => {
    assert.deepEqual(read('file_format: "1.0"\npropagator: {composite_list: none}\n').propagator, { composite: [] });
  });

  it('gives os attributes with the detector host', () => {
    const model = read('file_format: "1.0"\nresource: {detection/development: {detectors: [{host: }, {process: }]}}\n');
    assert.deepEqual(model.resource?.['detection/development']?.detectors, [{ host: null }, { process: null }, { os: {} }]);
  });

  const faults: Record<string, readonly [text: string, place: RegExp]> = {
    'a syntax error': ['file_format: "1.0"\nresource:\n  attributes: [ {name: a\n', /line \d, column \d/],
    'a repeated key': ['file_format: "1.0"\npropagator: {}\npropagator: {}\n', /unique.*line 3, column 1/s],
    'a value of the wrong type': ['file_format: "1.0"\ntracer_provider: {processors: 7}\n', /\/tracer_provider\/processors/],
    'an unknown file_format': ['file_format: "7.0"\n', /file_format: "7\.0"/],
    'an empty file': ['', /file_format/],
    'a bad substitution': ['file_format: "1.0"\nlog_level: ${1}\n', /\$\{1\}/],
  };
  for (const [fault, [text, place]] of Object.entries(faults)) {
    it(`names file and place of ${fault}`, () => {
      assert.throws(() => read(text), (error: Error) => error.message.includes(path) && place.test(error.message));
    });
  }

  for (const text of ['headers: "hunter2', 'headers: {a: hunter2', 'headers: *hunter2', 'headers: hunter2', '"a" hunter2: 1', 'headers: "\\hunter2"']) {
    it(`quotes nothing of ${text}`, () => {
      const file = `file_format: "1.0"\ntracer_provider:\n  processors:\n    - simple:\n        exporter:\n          otlp_http:\n            ${text}\n`;
      assert.throws(() => read(file), (error: Error) => error.message.includes(path) && !/unter2/.test(error.message));
    });
  }

  it('reports the bad entries of a list without their values, and keeps the others', () => {
    const lines: string[] = [];
    const restore = setDiagnosticSink((line) => lines.push(line));
    try {
      const model = read('file_format: "1.0"\nresource: {attributes_list: "team=a,hunter2,b=%E0%A4%A"}\n');
      assert.deepEqual(model.resource?.attributes, [{ name: 'team', value: 'a', type: 'string' }]);
    } finally {
      restore();
    }
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /setting-invalid: resource\.attributes_list in the configuration file has a bad entry: number 2 has no "="; it is left out\./);
    assert.doesNotMatch(lines.join('\n'), /hunter2/);
  });

  it('names a file that does not exist', () => {
    const missing = join(folder, 'missing.yaml');
    assert.throws(() => readConfigurationFile(missing), (error: Error) => error.message.includes(missing));
  });

  it('is imported by no other file of the settings: it brings half a megabyte', () => {
    for (const file of ['read-settings.ts', 'configuration.ts', 'table.ts', 'configuration-model.ts']) {
      const text = readFileSync(new URL(`../../../src/settings/${file}`, import.meta.url), 'utf8');
      assert.doesNotMatch(text, /configuration-file|^import \{[^}]*\} from '@opentelemetry\/configuration'/m, file);
    }
  });
});
