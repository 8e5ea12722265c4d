/** The courier's thread as one file, and threads that die, for courier-thread.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const entry = fileURLToPath(new URL('../../../../src/delivery/courier/courier-worker.ts', import.meta.url));

export interface CourierWorkers {
  /** The real one. */
  readonly file: string;
  /** One that runs `code` instead of the real one, the first `times` times that it is started; `port` is the app thread's. */
  dying(code: string, times: number): { readonly file: string; starts(): number };
  removeAll(): void;
}

export async function bundleCourierWorkers(): Promise<CourierWorkers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'courier-workers-'));
  const file = path.join(folder, 'courier-worker.cjs');
  const bundle = await rolldown({ input: entry, platform: 'node', external: [/^node:/], resolve: { extensionAlias: { '.js': ['.ts', '.js'] } }, logLevel: 'silent' });
  await bundle.write({ file, format: 'cjs', codeSplitting: false });
  await bundle.close();
  let count = 0;
  return {
    file,
    dying(code, times) {
      const dying = path.join(folder, `dying-${++count}.cjs`);
      const starts = `${dying}.starts`;
      writeFileSync(starts, '');
      writeFileSync(
        dying,
        `const fs = require('node:fs');
         const { port } = require('node:worker_threads').workerData;
         fs.appendFileSync(${JSON.stringify(starts)}, '.');
         if (fs.readFileSync(${JSON.stringify(starts)}).length > ${times}) require(${JSON.stringify(file)});
         else { ${code} }`,
      );
      return { file: dying, starts: () => readFileSync(starts).length };
    },
    removeAll: () => rmSync(folder, { recursive: true, force: true }),
  };
}
