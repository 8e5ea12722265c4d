/** An app in CommonJS pays for the hook for ES modules only when it loads one, and then loses nothing. */
import assert from 'node:assert/strict';
import { serveJson } from '../support/json-server.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { drawTraces } from '../support/run-service.js';
import { skipUnless } from '../support/skip.js';

const completion = { id: 'c1', object: 'chat.completion', model: 'small', choices: [], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } };
const viaOpenai = 'internal calling\n  client chat small\n    client POST';

const rows = [
  { how: 'import()', trace: viaOpenai },
  { how: 'import () with a blank', trace: viaOpenai },
  { how: 'import() in a string', trace: viaOpenai },
  { how: 'node:http by import()', trace: 'internal calling\n  client GET' },
  // no hook of Node.js 20 sees the imports of what `require` loads
  { how: 'require of a .mjs file', trace: viaOpenai, notOn: '20.' },
] as const;

describe('the first ES module of an app in CommonJS', () => {
  const url = serveJson(completion);

  for (const node of mainNodeLines) {
    for (const row of rows.filter((candidate) => !('notOn' in candidate) || !node.name.includes(candidate.notOn))) {
      for (const loading of ['--import', '--require'] as const) {
        it(`${row.how}, ${loading}, ${node.name}`, async function () {
          skipUnless(this, node.missing);
          await withReceiver(async (receiver) => {
            const end = await runApp({ app: 'instrumentations/first-import.cjs', args: [row.how, url()], node, loading }, receiver);
            assert.equal(end.exitCode, 0, end.stderr);
            assert.deepEqual(drawTraces(receiver), [row.trace]);
          });
        });
      }
    }
  }
});
