/** A row of the settings tables: variables, and what a real process under them sends and says. */
import assert from 'node:assert/strict';
import type { DecodedLogRecord, DecodedSpan } from '../../src/otlp/records.js';
import type { Receiver } from '../../src/testing/index.js';
import { describeCommand, runApp, withReceiver, type AppEnd, type AppOptions, type RunningApp } from './run-app.js';

export interface SettingRun extends AppEnd {
  readonly receiver: Receiver;
}

type Variables = Readonly<Record<string, string | undefined>>;

export interface SettingRow {
  readonly title: string;
  readonly env: Variables | ((receiver: Receiver) => Variables | Promise<Variables>);
  /** The problems on stderr, one line each. @default none */
  readonly says?: RegExp | readonly RegExp[] | 'anything';
  /** What the receiver plays. */
  readonly prepare?: (receiver: Receiver) => void;
  /** Looks at the app while it lives, which is ended afterwards. */
  readonly drive?: (receiver: Receiver, app: RunningApp, env: Variables) => Promise<unknown>;
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
  const env = typeof row.env === 'function' ? await row.env(receiver) : row.env;
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
    await drive(receiver, app, env);
    app.process.kill('SIGTERM');
  });
  try {
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

function checkProblems(stderr: string, says: SettingRow['says'] = []): void {
  if (says === 'anything') return;
  const problems = problemsIn(stderr);
  const expected = says instanceof RegExp ? [says] : says;
  assert.equal(problems.length, expected.length, `${expected.length} problems, not:\n${problems.join('\n')}`);
  for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern);
}

/** The span of the fixture's work, whose limits and attributes rows look at. */
export function workSpanOf(receiver: Receiver): DecodedSpan {
  const [span] = receiver.spansNamed('work');
  assert.ok(span, 'there is no span "work"');
  return span;
}

export function logRecordOf(receiver: Receiver): DecodedLogRecord {
  const record = receiver.logs.find(({ body }) => body === 'working');
  assert.ok(record, 'there is no log record "working"');
  return record;
}

export function assertWork(receiver: Receiver, expected: { readonly events: number; readonly links: number; readonly attributesPerEvent?: number; readonly attributesPerLink?: number }): void {
  const { events, links } = workSpanOf(receiver);
  const most = (items: readonly { attributes: object }[]): number => Math.max(0, ...items.map(({ attributes }) => Object.keys(attributes).length));
  const found = { events: events.length, links: links.length, attributesPerEvent: most(events), attributesPerLink: most(links) };
  assert.deepEqual(found, { ...found, ...expected });
}

export function sendsCounts(expected: { readonly spans: number; readonly logs: number }): NonNullable<SettingRow['expect']> {
  return ({ receiver }) => assert.deepEqual({ spans: receiver.spans.length, logs: receiver.logs.length }, expected);
}

/** All that the fixture makes: work, its request from both sides, three more, and one log record. */
export const sendsAll = sendsCounts({ spans: 6, logs: 1 });
