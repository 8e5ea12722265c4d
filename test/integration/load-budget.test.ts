/** What register reads before an app that does nothing: few files, and no instrumentation but that of http; and that the rest is found when it is needed. */
import assert from 'node:assert/strict';
import { lateEntries } from '../../scripts/build/late-chunks.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type Loading } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

/** Each file costs about 0.2 ms at start; raise it only for something that every app needs at once. */
const maxFilesAtStart = 12;

interface Loaded {
  readonly atStart: readonly string[];
  readonly atEnd: readonly string[];
}

interface LateRow {
  readonly loading: Loading;
  readonly env?: Readonly<Record<string, string>>;
  readonly expected: { readonly hidden: object; readonly before: readonly string[]; readonly after: readonly string[] };
}

const statement = 'SELECT ? FROM a WHERE b = ?';
const lateRows: Readonly<Record<string, LateRow>> = {
  'without register': {
    loading: 'none',
    expected: {
      hidden: { 'db.query.text': statement, 'http.route': 'mail ada@example.com about ACC-1234', blob: 'x' },
      before: [],
      after: ['database-statements.cjs'],
    },
  },
  'by the defaults': {
    loading: '--require',
    expected: {
      hidden: { 'db.query.text': statement, 'http.route': 'mail ada@example.com about ACC-1234', blob: 'x' },
      before: [],
      after: ['database-statements.cjs'],
    },
  },
  'strict, with a pattern': {
    loading: '--require',
    env: { OTEL_DISTRO_REDACTION: 'strict', OTEL_DISTRO_REDACT_PATTERNS: String.raw`ACC-\d{4}` },
    expected: {
      hidden: { 'db.query.text': statement, 'http.route': 'mail [REDACTED] about [REDACTED]' },
      before: ['personal-finders.cjs', 'strict-keys.cjs', 'user-patterns.cjs'],
      after: ['database-statements.cjs', 'personal-finders.cjs', 'strict-keys.cjs', 'user-patterns.cjs'],
    },
  },
};

const instrumentations = (files: readonly string[]): string[] => files.filter((file) => file.startsWith('instrumentations/'));

for (const node of mainNodeLines) {
  describe(`load budget on ${node.name}`, () => {
    it(`an empty app: at most ${maxFilesAtStart} files, no instrumentation but http`, async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const end = await runApp({ app: 'load-budget/empty.cjs', loading: '--require', node }, receiver);
        const { atStart, atEnd }: Loaded = JSON.parse(end.stdout);
        assert.deepEqual(instrumentations(atStart), ['instrumentations/http.cjs']);
        assert.deepEqual(instrumentations(atEnd), ['instrumentations/http.cjs', 'instrumentations/runtime-node.cjs']);
        assert.ok(atStart.length <= maxFilesAtStart, `${atStart.length}: ${atStart.join(', ')}`);
        assert.deepEqual(atEnd.filter((file) => file.startsWith('iitm/')), [], 'nothing for ES modules in an app without them');
        const late = Object.values(lateEntries).map((entry) => `${entry}.cjs`);
        for (const rare of ['configuration-file.cjs', 'instrumentation-options.cjs', 'rare-propagators.cjs', 'flow-peers.cjs', 'testing.cjs', 'cli.cjs', ...late]) {
          assert.equal(atEnd.includes(rare), false, rare);
        }
      });
    });

    for (const [title, { expected, ...options }] of Object.entries(lateRows)) {
      it(`what few apps need is read when it is needed: ${title}`, async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const end = await runApp({ app: 'load-budget/redact.cjs', node, ...options }, receiver);
          assert.deepEqual(JSON.parse(end.stdout), expected, end.stderr);
        });
      });
    }
  });
}
