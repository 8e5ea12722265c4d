/** What register reads before an app that does nothing: few files, and no instrumentation but that of http. */
import assert from 'node:assert/strict';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

/** Each file costs about 0.2 ms at start; raise it only for something that every app needs at once. */
const maxFilesAtStart = 16;

interface Loaded {
  readonly atStart: readonly string[];
  readonly atEnd: readonly string[];
}

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
        for (const rare of ['configuration-file.cjs', 'instrumentation-options.cjs', 'rare-propagators.cjs', 'testing.cjs', 'cli.cjs']) {
          assert.equal(atEnd.includes(rare), false, rare);
        }
      });
    });
  });
}
