/** A row of the settings tables: variables, and what a real process under them sends and says. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { describeCommand, runApp, withReceiver, type AppEnd, type AppOptions, type RunningApp } from './run-app.js';

export interface SettingRun extends AppEnd {
  readonly receiver: Receiver;
}

export interface SettingRow {
  readonly title: string;
  readonly env: Readonly<Record<string, string | undefined>> | ((receiver: Receiver) => Readonly<Record<string, string | undefined>>);
  /** The one problem on stderr. @default none */
  readonly says?: RegExp;
  /** What the receiver plays. */
  readonly prepare?: (receiver: Receiver) => void;
  /** Looks at the app while it lives, which is ended afterwards. */
  readonly drive?: (receiver: Receiver, app: RunningApp) => Promise<unknown>;
  readonly expect?: (run: SettingRun) => unknown;
  readonly options?: Partial<AppOptions>;
}

/** `ROWS_REGISTER=@opentelemetry/auto-instrumentations-node/register` shows which rows upstream fails. */
const register = process.env['ROWS_REGISTER'];

export function settingRows(rows: readonly SettingRow[]): void {
  for (const row of rows) it(row.title, () => withReceiver((receiver) => runRow(row, receiver)));
}

async function runRow(row: SettingRow, receiver: Receiver): Promise<void> {
  const { drive } = row;
  row.prepare?.(receiver);
  const env = typeof row.env === 'function' ? row.env(receiver) : row.env;
  const options: AppOptions = {
    app: 'settings/app.cjs',
    ...(drive === undefined ? {} : { args: ['wait'] }),
    ...(register === undefined ? {} : { register }),
    ...row.options,
    env,
  };
  const end = await runApp(options, receiver, async (app) => {
    if (drive === undefined) return;
    await app.waitForOutput(/done/);
    await drive(receiver, app);
    app.process.kill('SIGTERM');
  });
  try {
    checkProblems(end.stderr, row.says);
    await row.expect?.({ receiver, ...end });
  } catch (error) {
    throw new Error(`${String(error)}\n  stdout: ${end.stdout}\n  stderr: ${end.stderr}\n  repeat: ${describeCommand(options)}`, { cause: error });
  }
}

/** Whatever stands on stderr beside the lines of level info. */
export function problemsIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('[otel-distro] info '));
}

function checkProblems(stderr: string, says: RegExp | undefined): void {
  const problems = problemsIn(stderr);
  if (says === undefined) return assert.deepEqual(problems, []);
  assert.equal(problems.length, 1, `one problem, not ${problems.length}`);
  assert.match(problems[0] ?? '', says);
}
