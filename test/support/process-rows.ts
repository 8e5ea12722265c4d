/** A row: an app and variables, and what that real process sends to a receiver and says on stderr. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { describeCommand, runApp, withReceiver, type AppEnd, type AppOptions, type RunningApp } from './run-app.js';
import { skipUnless } from './skip.js';

export interface ProcessRun extends AppEnd {
  readonly receiver: Receiver;
}

type Variables = Readonly<Record<string, string | undefined>>;

export interface ProcessRow {
  readonly title: string;
  readonly env?: Variables | ((receiver: Receiver) => Variables | Promise<Variables>);
  /** The problems on stderr, one line each. @default none */
  readonly says?: RegExp | readonly RegExp[] | 'anything';
  /** What the receiver plays. */
  readonly prepare?: (receiver: Receiver) => void;
  /** What the app writes when `drive` can begin. @default done */
  readonly ready?: RegExp;
  /** Looks at the app while it lives, which is ended afterwards. */
  readonly drive?: (receiver: Receiver, app: RunningApp, env: Variables) => Promise<unknown>;
  readonly expect?: (run: ProcessRun) => unknown;
  readonly options?: Partial<AppOptions>;
}

/** `ROWS_REGISTER=@opentelemetry/auto-instrumentations-node/register` shows which rows upstream fails. */
const register = process.env['ROWS_REGISTER'];

export function processRows(rows: readonly ProcessRow[]): void {
  for (const row of rows) {
    it(row.title, async function () {
      skipUnless(this, row.options?.node?.missing);
      await withReceiver((receiver) => runRow(row, receiver));
    });
  }
}

async function runRow(row: ProcessRow, receiver: Receiver): Promise<void> {
  const { drive } = row;
  row.prepare?.(receiver);
  const env = typeof row.env === 'function' ? await row.env(receiver) : (row.env ?? {});
  const options: AppOptions = {
    app: 'settings/app.cjs',
    ...(drive === undefined ? {} : { args: ['wait'] }),
    ...(register === undefined ? {} : { register }),
    ...row.options,
    env,
  };
  const end = await runApp(options, receiver, async (app) => {
    if (drive === undefined) return;
    await app.waitForOutput(row.ready ?? /done/);
    await drive(receiver, app, env);
    app.process.kill('SIGTERM');
  });
  try {
    assert.notEqual(end.signal, 'SIGKILL', 'it did not end by itself');
    checkProblems(end.stderr, row.says);
    await row.expect?.({ receiver, ...end });
  } catch (error) {
    if (error instanceof Error) error.message += `\n  stdout: ${end.stdout}\n  stderr: ${end.stderr}\n  repeat: ${describeCommand(options)}`;
    throw error;
  }
}

/** Whatever stands on stderr beside the lines of level info. */
export function problemsIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('[otel-distro] info '));
}

function checkProblems(stderr: string, says: ProcessRow['says'] = []): void {
  if (says === 'anything') return;
  const problems = problemsIn(stderr);
  const expected = says instanceof RegExp ? [says] : says;
  assert.equal(problems.length, expected.length, `${expected.length} problems, not:\n${problems.join('\n')}`);
  for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern);
}
