/** The canary sweep: a secret of every kind goes into every part of every exit; all that leaves is searched, as it is and decoded. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { exits, type Surface } from '../../src/redaction/exits/exits.js';
import { CanarySearch } from '../support/find-canaries.js';
import { captureApp, captureComplaints, captureDev, captureLines, protocols, type Captures, type Mode } from '../support/redaction-captures.js';
import { cells, settingsWithoutText, type Cell } from '../support/redaction-cells.js';

/** Where the cells of an exit leave when nothing is hidden. */
const otlp = [...protocols.map((protocol) => `OTLP ${protocol}`), 'otlp/stdout'];
const waysOut: Readonly<Record<Surface, readonly string[]>> = {
  span: otlp,
  log: otlp,
  metric: [...otlp, '/metrics'],
  resource: [...otlp, '/metrics'],
  propagation: ['request headers'],
  diagnostic: ['stderr'],
  line: ['lines', 'lines without register', ...otlp],
  receiver: ['dev'],
  helper: ['redact()'],
};
/** These show no value that lies deep and not all parts, so that not every cell has to be there: but one at least of each of these parts. */
const partsShown: Readonly<Record<string, RegExp>> = {
  console: /^(?:(?:span|log|resource): |metric: (?!scope))/,
  zipkin: /^(?:span: (?:name|attribute|attribute key|event name|status message)|resource: .*)$/,
};

const surfaceOf = ({ part }: Cell): string => part.split(': ')[0] ?? '';
/** Values of settings are hidden before redaction can be off: it is a setting itself. */
const isSetting = ({ entrance }: Cell): boolean => entrance === 'setting';
const waysOutOf = (cell: Cell): readonly string[] => (isSetting(cell) ? [] : (Object.entries(waysOut).find(([surface]) => surface === surfaceOf(cell))?.[1] ?? []));

/** Things that are never said, not even with redaction off. */
const unspoken = ['in the address', 'in the query of the address', 'in a header', 'in the configuration file'].map((name, index) => ({ name, canary: `Unspoken${index}Secret${index}` }));

const search = new CanarySearch(cells.map(({ canary }) => canary));
const searchUnspoken = new CanarySearch(unspoken.map(({ canary }) => canary));

function complaining(folder: string): Readonly<Record<string, string>> {
  const file = path.join(folder, 'broken.yaml');
  const [inAddress, inQuery, inHeader, inFile] = unspoken.map(({ canary }) => canary);
  writeFileSync(file, `file_format: "1.0"\ntracer_provider: {headers: [{name: authorization, value: Bearer ${inFile}\npassword: ${inFile}\n`);
  return {
    OTEL_CONFIG_FILE: file,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://ada:${inAddress}@127.0.0.1:9/?api_key=${inQuery}`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${inHeader}`,
  };
}

async function captureAll(folder: string, mode: Mode): Promise<Captures> {
  const sweep = { folder, cells, mode };
  const all: Captures = new Map();
  const runs = [...protocols.map((protocol) => () => captureApp(sweep, protocol)), () => captureDev(sweep), () => captureLines(sweep), () => captureComplaints(complaining(folder), sweep)];
  for (const run of runs) {
    // what every protocol has, such as stderr, counts as one
    for (const [name, bytes] of await run()) all.set(name, Buffer.concat([all.get(name) ?? Buffer.alloc(0), bytes]));
  }
  return all;
}

describe('redaction sweep', () => {
  it('there is a cell for every part of every exit, and no other', () => {
    const parts = Object.entries(exits).flatMap(([surface, exit]) => exit.parts.map((part) => `${surface}: ${part}`));
    assert.deepEqual([...new Set(cells.map(({ part }) => part))].sort(), parts.sort());
  });

  it('the search finds what is encoded, also twice, and pieces', () => {
    const [canary = ''] = cells.map((cell) => cell.canary);
    const percent = (text: string): string => [...text].map((sign) => `%${sign.charCodeAt(0).toString(16)}`).join('');
    const escaped = (text: string): string => `"${[...text].map((sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join('')}"`;
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const hidden: Readonly<Record<string, Buffer>> = {
      whole: Buffer.from(canary),
      piece: Buffer.from(`x${canary.slice(8, 16)}x`),
      percent: Buffer.from(percent(canary)),
      json: Buffer.from(escaped(canary)),
      base64: Buffer.from(`x${base64(canary)}`),
      base64url: Buffer.from(Buffer.from(`\u00fb\u00ff${canary}`).toString('base64url')),
      'utf-16, little-endian': Buffer.from(canary, 'utf16le'),
      'utf-16, big-endian': Buffer.from(canary, 'utf16le').swap16(),
      gzip: gzipSync(canary),
      'JSON in base64': Buffer.from(base64(escaped(canary))),
      'base64 in JSON in percent': Buffer.from(percent(escaped(base64(canary)))),
    };
    assert.deepEqual(Object.entries(hidden).filter(([, bytes]) => !search.findIn(bytes).has(0)).map(([name]) => name), []);
    assert.equal(search.findIn(Buffer.from(canary.slice(0, 7))).size, 0);
  });

  const captures: Record<Mode, Captures> = { default: new Map(), off: new Map() };
  const found: Record<Mode, Map<string, ReadonlySet<number>>> = { default: new Map(), off: new Map() };

  before(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'redaction-sweep-'));
    try {
      await Promise.all((['default', 'off'] as const).map(async (mode) => {
        captures[mode] = await captureAll(folder, mode);
        for (const [name, bytes] of captures[mode]) found[mode].set(name, search.findIn(bytes));
      }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const wayOut of new Set(cells.flatMap(waysOutOf))) {
    it(`${wayOut}: each of its cells leaks when redaction is off`, () => {
      const silent = cells.filter((cell, index) => waysOutOf(cell).includes(wayOut) && found.off.get(wayOut)?.has(index) !== true);
      assert.deepEqual(silent.map(({ name }) => name), []);
    });
  }

  for (const [wayOut, parts] of Object.entries(partsShown)) {
    it(`${wayOut}: each of its parts leaks when redaction is off`, () => {
      const shown = new Set(cells.filter((_, index) => found.off.get(wayOut)?.has(index)).map(({ part }) => part));
      assert.deepEqual([...new Set(cells.map(({ part }) => part))].filter((part) => parts.test(part) && !shown.has(part)), []);
    });
  }

  const allWaysOut = [...new Set(cells.flatMap(waysOutOf)), ...Object.keys(partsShown), 'stderr of dev', 'complaints'];

  it('there is no way out that is not looked at', () => assert.deepEqual([...captures.default.keys()].sort(), allWaysOut.toSorted()));

  for (const wayOut of allWaysOut) {
    it(`${wayOut}: nothing leaves by default`, () => {
      const leaked = found.default.get(wayOut);
      assert.ok(leaked);
      assert.deepEqual(Array.from(leaked, (index) => cells[index]?.name), []);
    });
  }

  it('complaints: each value of a setting is quoted', () => {
    const complaints = captures.default.get('complaints')?.toString() ?? '';
    const unquoted = cells.filter(isSetting).filter(({ text }, index) => !complaints.includes(`${settingsWithoutText[index]}="${text?.split(' ')[0]} `));
    assert.deepEqual(unquoted.map(({ name }) => name), []);
  });

  for (const mode of ['default', 'off'] as const) {
    it(`secrets of exporters and of the configuration file are never said, with redaction ${mode}`, () => {
      const complaints = captures[mode].get('complaints') ?? Buffer.alloc(0);
      assert.match(complaints.toString(), / config-file-invalid: [^]*127\.0\.0\.1:9\/v1\/\w+ does not take /);
      assert.deepEqual(Array.from(searchUnspoken.findIn(complaints), (index) => unspoken[index]?.name), []);
    });
  }
});
