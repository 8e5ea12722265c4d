/** What is said of a crash: by us in a log record, and by Node.js on stderr exactly as without us. */
import assert from 'node:assert/strict';
import { nodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

interface Row {
  readonly app: string;
  readonly loading?: '--import' | '--require';
  readonly endedBy: 'an uncaught exception' | 'an unhandled rejection';
}

const rows: readonly Row[] = [
  ...(['--import', '--require'] as const).flatMap((loading) => [
    { app: 'top-level.cjs', loading, endedBy: 'an uncaught exception' } as const,
    { app: 'top-level.mjs', loading, endedBy: 'an uncaught exception' } as const,
  ]),
  { app: 'imports-commonjs.mjs', endedBy: 'an uncaught exception' },
  { app: 'requires.cjs', endedBy: 'an uncaught exception' },
  { app: 'later.mjs', endedBy: 'an uncaught exception' },
  { app: 'rejects.cjs', endedBy: 'an unhandled rejection' },
  { app: 'rejects.mjs', endedBy: 'an unhandled rejection' },
];

/** What is loaded in our place. */
const nothing = { '--import': 'data:text/javascript,', '--require': 'node:path' };

/** Without our lines, and without the calls by which modules are loaded, of which our hook is one. */
function withoutLoading(stderr: string): string {
  return stderr.split('\n').filter((line) => !/^\[otel-distro\] |^ {4}at .*(?:node:internal|dist[/\\]shared)/.test(line)).join('\n');
}

for (const node of nodeLines) {
  describe(`crashes on ${node.name}`, () => {
    for (const { app, loading = '--import', endedBy } of rows) {
      it(`${app} with ${loading} ends by ${endedBy}`, async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const options: AppOptions = { app: `crashes/${app}`, loading, node };
          const end = await runApp(options, receiver);
          const bare = await runApp({ ...options, register: nothing[loading] }, undefined);
          assert.deepEqual([end.exitCode, end.stdout], [bare.exitCode, bare.stdout]);
          assert.equal(withoutLoading(end.stderr), withoutLoading(bare.stderr));
          assert.match(bare.stderr, /TypeError: /);
          const [record, ...others] = receiver.logs.filter(({ severityText }) => severityText === 'fatal');
          assert.deepEqual(others, []);
          assert.equal(record?.body, `The process ended by ${endedBy} (TypeError).`);
        });
      });
    }
  });
}
