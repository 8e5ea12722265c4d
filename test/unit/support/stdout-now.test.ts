/** Writing to stdout when the process ends: all of it, in order, and not longer than allowed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const fixture = fileURLToPath(new URL('stdout-now-process.ts', import.meta.url));

async function run(situation: string, reads: boolean): Promise<{ stdout: string; stderr: string; exitCode: number | null }> {
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, situation], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  // the pipe is full before somebody reads
  if (reads) await once(child.stderr, 'readable');
  const stdout = reads ? text(child.stdout) : '';
  await once(child, 'exit');
  if (!reads) child.stdout.destroy();
  return { stdout: await stdout, stderr: await stderr, exitCode: child.exitCode };
}

describe('writingToStdoutNow', () => {
  it('writes more than a pipe holds', async () => {
    const { stdout, exitCode } = await run('much', true);
    assert.equal(exitCode, 3);
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 21, 'lines');
    for (const [index, line] of lines.slice(0, -1).entries()) assert.equal(line, `${index} ${'x'.repeat(20_000)}`);
    assert.equal(lines.at(-1), 'by console');
  });

  it('gives up in time where nobody reads', async () => {
    const { stderr, exitCode } = await run('much', false);
    assert.equal(exitCode, 3);
    const [, waitedMs] = /waited (\d+) ms/.exec(stderr) ?? [];
    assert.ok(Number(waitedMs) >= 200 && Number(waitedMs) < 5000, stderr);
  });

  it('leaves stdout as it was, also when the work throws', async () => {
    assert.match((await run('throw', true)).stderr, /^caught no, own: false\n/);
  });

  it('calls back as a stream does, after the call', async () => {
    assert.equal((await run('callback', true)).stderr, 'written later, undefined\n');
  });

  it('leaves alone what the app writes itself', async () => {
    assert.equal((await run('own write', true)).stdout, '<hello>');
  });
});
